#include "coordinator/decide/batch_decider.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

// Of a lease. It naps for less than half of what counts as a stall, and hears workers
// again before a lease can run out in one that does not count.
constexpr int kLongestNapPart = 4;
constexpr int kStallPart = 2;
constexpr MonotonicDuration kRebuildInterval = std::chrono::seconds(1);
constexpr std::size_t kMaxWaiting = 10'000;
constexpr std::size_t kRememberedCalls = 2 * kMaxWaiting;
constexpr int kSweptRows = 1000;

// An answer that could not be committed was never given.
absl::Status NotCommitted(const absl::Status& status) {
  return absl::UnavailableError(fmt::format("the coordinator cannot write to its database: {}",
                                            std::string(status.message())));
}

// Names a call for a task, and its repeats.
std::string NameOf(const v1::LeaseTaskRequest& request) {
  return request.session() + ' ' + request.request_id();
}

BatchDecider::Answer AnswerOf(const BatchDecider::LeaseCall& call,
                              absl::StatusOr<v1::LeaseTaskResponse> response) {
  return [answer = call.answer, response = std::move(response)](const absl::Status& committed) {
    committed.ok() ? answer(response) : answer(committed);
  };
}

}  // namespace

BatchDecider::BatchDecider(FactLog& log, LeaseTimes times, MonotonicDuration wait, Clock clock)
    : log_(log),
      times_(times),
      wait_(wait),
      clock_(std::move(clock)),
      told_of_none_(kRememberedCalls),
      last_turn_(clock_().monotonic) {}

absl::Status BatchDecider::Rebuild() {
  ASSIGN_OR_RETURN(const SearchId last_search, log_.LastSearchId());
  ASSIGN_OR_RETURN(const SessionId last_session, log_.LastSessionId());
  ASSIGN_OR_RETURN(std::string session_key, log_.SessionKey());
  auto decider =
      std::make_unique<Decider>(times_, last_search, last_session, std::move(session_key));
  const MonotonicTime now = clock_().monotonic;
  RETURN_IF_ERROR(log_.Replay([&](const Fact& fact) { decider->Replay(fact, now); }));
  decider_ = std::move(decider);
  return absl::OkStatus();
}

void BatchDecider::Decide(std::vector<Command> commands) {
  const Now now = clock_();
  if (decider_ == nullptr) RebuildOrFallIll();
  if (decider_ == nullptr) {
    // Commands need a decider to run, so an empty one decides and nothing of it is kept.
    Decider nothing(times_, 0, 0, "");
    for (const Command& command : commands) command(nothing, now)(NotCommitted(Health()));
    return;
  }
  ProbeWhereIll(now.monotonic);
  RenewLeasesAfterAStall(now);
  std::vector<Decided> batch;
  batch.reserve(commands.size());
  for (Command& command : commands) {
    if (Answer answer = command(*decider_, now)) {
      batch.push_back({std::move(command), std::move(answer)});
    }
  }
  // Last, as a renewal may be among the commands.
  decider_->Tick(now);
  ServeWaiting(now, batch);
  const absl::Status committed = Commit();
  if (absl::IsInternal(committed)) return DecideOneByOne(batch, now);
  for (const Decided& one : batch) one.answer(committed);
}

void BatchDecider::RebuildOrFallIll() {
  if (const absl::Status rebuilt = Rebuild(); !rebuilt.ok()) SetHealth(rebuilt);
}

void BatchDecider::ProbeWhereIll(MonotonicTime now) {
  if (now < next_probe_ || Health().ok()) return;
  next_probe_ = now + kRebuildInterval;
  SetHealth(log_.Probe());
}

void BatchDecider::DecideOneByOne(std::span<const Decided> batch, Now now) {
  for (const Decided& one : batch) {
    if (decider_ == nullptr) {
      one.answer(NotCommitted(Health()));
    } else if (const Answer answer = one.command(*decider_, now)) {
      answer(Commit());
    }
  }
}

void BatchDecider::RenewLeasesAfterAStall(Now now) {
  const MonotonicTime last = std::exchange(last_turn_, now.monotonic);
  if (now.monotonic - last > times_.lease / kStallPart) decider_->RenewLeases(now);
}

// A session trains one task at a time: its latest call is the one that waits.
void BatchDecider::Wait(const LeaseCall& call, MonotonicTime until) {
  const auto earlier = std::ranges::find_if(waiting_, [&](const Waiting& waiting) {
    return waiting.call.request.session() == call.request.session();
  });
  if (earlier != waiting_.end()) {
    const std::string name = NameOf(earlier->call.request);
    if (name != NameOf(call.request)) told_of_none_.Add(name);
    earlier->call.answer(v1::LeaseTaskResponse());
    waiting_.erase(earlier);
  }
  waiting_.push_back({call, until});
}

BatchDecider::Answer BatchDecider::DecideLease(const LeaseCall& call, Now now) {
  absl::StatusOr<v1::LeaseTaskResponse> response = v1::LeaseTaskResponse();
  const bool may_be_lent = !call.is_gone() && !told_of_none_.Contains(NameOf(call.request));
  if (decider_ != nullptr && may_be_lent) {
    response = decider_->LeaseTask(call.request, now);
    if (response.ok() && !response->has_task() && !response->drain() &&
        !decider_->WasLent(call.request)) {
      if (waiting_.size() >= kMaxWaiting) {
        response = absl::ResourceExhaustedError("too many workers wait; call again in a second");
      } else {
        Wait(call, now.monotonic + wait_);
        return nullptr;
      }
    }
  }
  return AnswerOf(call, std::move(response));
}

void BatchDecider::ServeWaiting(Now now, std::vector<Decided>& batch) {
  bool has_work = true;
  for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
    const LeaseCall& call = waiting->call;
    absl::StatusOr<v1::LeaseTaskResponse> response = v1::LeaseTaskResponse();
    const bool has_waited = waiting->until <= now.monotonic;
    if (has_waited) told_of_none_.Add(NameOf(call.request));
    bool is_over = has_waited || call.is_gone();
    if (!is_over && (has_work || decider_->IsDrained(call.request.session()))) {
      response = decider_->LeaseTask(call.request, now);
      is_over = !response.ok() || response->drain() || decider_->WasLent(call.request);
      has_work &= is_over;
    }
    if (is_over) {
      batch.push_back({[this, call](Decider&, Now later) { return DecideLease(call, later); },
                       AnswerOf(call, std::move(response))});
      waiting = waiting_.erase(waiting);
    } else {
      ++waiting;
    }
  }
}

absl::Status BatchDecider::Commit() {
  const std::vector<Fact> facts = decider_->TakeFacts();
  if (facts.empty()) return absl::OkStatus();
  may_sweep_ |= std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
    return std::holds_alternative<SearchDeleted>(fact);
  });
  const absl::Status committed = log_.Commit(facts);
  // INTERNAL speaks of the facts, any other error of the file.
  const bool is_refused = absl::IsInternal(committed);
  if (!is_refused) SetHealth(committed);
  if (committed.ok()) return committed;
  next_probe_ = clock_().monotonic + kRebuildInterval;
  decider_.reset();
  RebuildOrFallIll();
  return is_refused ? committed : NotCommitted(committed);
}

BatchDecider::Command BatchDecider::LeaseCommand(LeaseCall call) {
  return [this, call = std::move(call)](Decider& decider, Now now) {
    call.on_arrival(decider, now);
    decider.KeepHeld(call.request, now);
    return DecideLease(call, now);
  };
}

void BatchDecider::AnswerWaiting() {
  for (const Waiting& waiting : std::exchange(waiting_, {})) {
    waiting.call.answer(v1::LeaseTaskResponse());
  }
}

void BatchDecider::SweepWhenIdle() {
  if (decider_ == nullptr || !may_sweep_) return;
  const auto is_more_left = log_.Sweep(kSweptRows);
  may_sweep_ = is_more_left.value_or(false);
}

MonotonicTime BatchDecider::NextWake() {
  const MonotonicTime now = clock_().monotonic;
  if (decider_ == nullptr) return now + kRebuildInterval;
  if (may_sweep_) return now;
  MonotonicTime wake = now + times_.lease / kLongestNapPart;
  if (const auto deadline = decider_->NextDeadline(now)) wake = std::min(wake, *deadline);
  for (const Waiting& waiting : waiting_) wake = std::min(wake, waiting.until);
  if (!Health().ok()) wake = std::min(wake, next_probe_);
  return wake;
}

absl::Status BatchDecider::Health() const {
  const MutexLock lock(mutex_);
  return health_;
}

void BatchDecider::SetHealth(absl::Status health) {
  const MutexLock lock(mutex_);
  health_ = std::move(health);
}

}  // namespace rung
