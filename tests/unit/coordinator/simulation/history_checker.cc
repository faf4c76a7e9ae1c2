#include "history_checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/search_end.h"

namespace rung::simulation {
namespace {

bool HadEnded(const LogIndex& log, const LogIndex::Attempt& attempt, Span span) {
  return HasEnded(log.searches.at(attempt.started.task.search).StateAt(span.after));
}

// The task is the one that was proposed, decided and recorded.
bool IsAsRecorded(const LogIndex& log, const LogIndex::Attempt& attempt, const v1::Task& task) {
  const TaskKey& key = attempt.started.task;
  const auto& configuration = log.configurations.at({key.search, key.trial});
  if (task.configuration().SerializeAsString() != configuration.SerializeAsString()) return false;
  if (task.test_data().empty() == key.is_test) return false;
  if (key.is_test) return !task.checkpoint().empty();
  const std::string handed_back = log.HandedBack(key, attempt.start);
  if (!handed_back.empty()) return task.checkpoint() == handed_back;
  if (key.rung == 0) return task.checkpoint().empty();
  const LogIndex::Result* below = log.FindResult({key.search, key.trial, false, key.rung - 1});
  return below != nullptr && below->position < attempt.start &&
         below->checkpoint == task.checkpoint();
}

bool HasEpochs(const LogIndex& log, const LogIndex::Attempt& attempt,
               const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs) {
  const TaskKey& key = attempt.started.task;
  return key.is_test || std::ranges::all_of(epochs, [&](const v1::Epoch& epoch) {
           return log.epochs.contains({key.search, key.trial, epoch.epoch()});
         });
}

bool IsTrue(const LogIndex& log, const LogIndex::Attempt& attempt,
            const v1::RenewLeaseRequest& request, v1::RenewLeaseResponse::Answer answer,
            Span span) {
  switch (answer) {
    case v1::RenewLeaseResponse::SUPERSEDED:
      return attempt.end < span.after;
    case v1::RenewLeaseResponse::CANCELLED:
      return HadEnded(log, attempt, span);
    case v1::RenewLeaseResponse::RENEWED:
      return attempt.end >= span.before && HasEpochs(log, attempt, request.epochs());
    default:
      return false;
  }
}

bool IsTrue(const LogIndex& log, const LogIndex::Attempt& attempt,
            const v1::CompleteTaskRequest& request, v1::CompleteTaskResponse::Answer answer,
            Span span) {
  using Response = v1::CompleteTaskResponse;
  if (answer == Response::SUPERSEDED) return attempt.end < span.after;
  if (answer == Response::CANCELLED) return HadEnded(log, attempt, span);
  const TaskKey& task = attempt.started.task;
  const LogIndex::Result* result = log.FindResult(task);
  if (result == nullptr || result->position >= span.after) return false;
  if (!task.is_test && result->checkpoint != request.checkpoint()) return false;
  if (answer == Response::ALREADY_RECORDED) return true;
  return answer == Response::RECORDED && result->position >= span.before &&
         result->attempt == attempt.started.attempt && HasEpochs(log, attempt, request.epochs());
}

}  // namespace

void HistoryChecker::Add(const std::string& text, std::function<bool(const LogIndex&)> is_true) {
  claims_.push_back({fmt::format("step {}: {}", timeline_.steps(), text), std::move(is_true)});
}

std::string HistoryChecker::Check(const LogIndex& log) const {
  for (const Claim& claim : claims_) {
    if (!claim.is_true(log)) return claim.text;
  }
  return "";
}

void HistoryChecker::ToldSession(const std::string& worker, const std::string& session) {
  Add(fmt::format("{} has session {}", worker, session), [=](const LogIndex& log) {
    const auto found = log.sessions.find(session);
    return found != log.sessions.end() && found->second.worker == worker;
  });
}

void HistoryChecker::ToldDrained(const std::string& session, Span span) {
  Add(fmt::format("session {} is drained", session),
      [=](const LogIndex& log) { return log.sessions.at(session).drain < span.after; });
}

void HistoryChecker::ToldEnded(const std::string& session, Span span) {
  Add(fmt::format("session {} has ended", session),
      [=](const LogIndex& log) { return log.sessions.at(session).end < span.after; });
}

void HistoryChecker::ToldTask(const v1::LeaseTaskRequest& request, const v1::Task& task) {
  Add("lent " + task.name(), [=](const LogIndex& log) {
    return log.AnyAttempt(request.session(), task.name(), [&](const LogIndex::Attempt& attempt) {
      return attempt.started.request_id == request.request_id() && IsAsRecorded(log, attempt, task);
    });
  });
}

void HistoryChecker::ToldRenewal(const v1::RenewLeaseRequest& request,
                                 v1::RenewLeaseResponse::Answer answer, Span span) {
  Add(fmt::format("renewal of {}: {}", request.name(), v1::RenewLeaseResponse::Answer_Name(answer)),
      [=](const LogIndex& log) {
        return log.AnyAttempt(request.session(), request.name(), [&](const auto& attempt) {
          return IsTrue(log, attempt, request, answer, span);
        });
      });
}

void HistoryChecker::ToldCompletion(const v1::CompleteTaskRequest& request,
                                    v1::CompleteTaskResponse::Answer answer, Span span) {
  Add(fmt::format("completion of {}: {}", request.name(),
                  v1::CompleteTaskResponse::Answer_Name(answer)),
      [=](const LogIndex& log) {
        return log.AnyAttempt(request.session(), request.name(), [&](const auto& attempt) {
          return IsTrue(log, attempt, request, answer, span);
        });
      });
}

void HistoryChecker::ToldReturned(const v1::ReturnTaskRequest& request, Span span) {
  Add("returned " + request.name(), [=](const LogIndex& log) {
    return log.AnyAttempt(request.session(), request.name(), [&](const auto& attempt) {
      const bool is_now = attempt.end >= span.before && attempt.end_kind == v1::Attempt::RETURNED;
      return attempt.end < span.after && (!is_now || HasEpochs(log, attempt, request.epochs()));
    });
  });
}

void HistoryChecker::ToldNotFound(const std::string& session, const std::string& name, Span span) {
  Add("there is no " + name, [=](const LogIndex& log) {
    return log.AnyAttempt(session, name, [&](const auto& attempt) {
      return log.searches.at(attempt.started.task.search).deletion < span.after;
    });
  });
}

void HistoryChecker::ToldCreated(const std::string& request_id, const std::string& name,
                                 Span span) {
  Add("created " + name, [=](const LogIndex& log) {
    return std::ranges::any_of(log.searches, [&](const auto& entry) {
      const LogIndex::Search& search = entry.second;
      return search.created.request_id == request_id && search.created.spec.name() == name &&
             search.start < span.after && search.deletion >= span.before;
    });
  });
}

void HistoryChecker::ToldState(const std::string& name, std::vector<v1::Search::State> states,
                               Span span) {
  Add(fmt::format("{} is {}", name, v1::Search::State_Name(states.front())),
      [=](const LogIndex& log) {
        return std::ranges::any_of(log.searches, [&](const auto& entry) {
          const LogIndex::Search& search = entry.second;
          if (search.created.spec.name() != name) return false;
          for (std::size_t size = span.before; size <= span.after; ++size) {
            if (search.Exists(size) && std::ranges::count(states, search.StateAt(size)) > 0) {
              return true;
            }
          }
          return false;
        });
      });
}

void HistoryChecker::ToldDeleted(const std::string& name, Span span) {
  Add("deleted " + name, [=](const LogIndex& log) {
    return std::ranges::any_of(log.searches, [&](const auto& entry) {
      const LogIndex::Search& search = entry.second;
      return search.created.spec.name() == name && search.deletion >= span.before &&
             search.deletion < span.after;
    });
  });
}

}  // namespace rung::simulation
