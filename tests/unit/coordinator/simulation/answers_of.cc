#include "answers_of.h"

#include <fmt/format.h>

#include <algorithm>

namespace rung::simulation {
namespace {

// Long ago: no lease has run out, so none is lost by asking.
constexpr Now kLongAgo{};
// Every lease that was renewed or lent long ago has run out.
constexpr Now kMuchLater{MonotonicTime(std::chrono::hours(1))};

template <class Response>
std::string Text(const absl::StatusOr<Response>& response) {
  return response.ok() ? response->ShortDebugString() : response.status().ToString();
}

std::string RenewalOf(Decider& decider, const LogIndex::Attempt& attempt) {
  v1::RenewLeaseRequest request;
  request.set_name(attempt.name);
  request.set_session(SessionName(attempt.started.session));
  return "renewal of " + attempt.name + ": " + Text(decider.RenewLease(request, kLongAgo));
}

std::string NewSession(Decider& decider) {
  v1::StartSessionRequest request;
  request.set_worker("asker");
  return decider.StartSession(request, kLongAgo)->session();
}

// As configurations follow from the trial, the name and the start say it all.
std::vector<std::string> LendAll(Decider& decider, const std::string& session, Now now) {
  std::vector<std::string> lent;
  v1::LeaseTaskRequest request;
  request.set_session(session);
  while (true) {
    const auto time = now.monotonic.time_since_epoch().count();
    request.set_request_id(fmt::format("question {} at {}", lent.size(), time));
    const auto response = decider.LeaseTask(request, now);
    if (!response.ok() || !response->has_task()) break;
    lent.push_back("lends " + response->task().name() + " from " + response->task().checkpoint());
  }
  std::ranges::sort(lent);  // which waits longest is not recorded
  return lent;
}

}  // namespace

std::vector<std::string> AnswersOf(Decider& decider, const LogIndex& log) {
  std::vector<std::string> answers;
  for (const LogIndex::Attempt& attempt : log.attempts) {
    answers.push_back(RenewalOf(decider, attempt));
  }
  const std::string session = NewSession(decider);
  for (const Now now : {kLongAgo, kMuchLater}) {
    const auto lent = LendAll(decider, session, now);
    answers.insert(answers.end(), lent.begin(), lent.end());
  }
  return answers;
}

}  // namespace rung::simulation
