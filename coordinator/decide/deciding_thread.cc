#include "coordinator/decide/deciding_thread.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kMaxArrived = 10'000;
// Of a lease. It naps for less than half of what counts as a stall, and hears workers
// again before a lease can run out in one that does not count.
constexpr int kLongestNapPart = 4;
constexpr int kStallPart = 2;
constexpr MonotonicDuration kRebuildInterval = std::chrono::seconds(1);
constexpr int kSweptRows = 1000;

Now ReadClocks() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::steady_clock::now(),
          std::chrono::duration_cast<std::chrono::microseconds>(wall).count()};
}

// An answer that could not be committed was never given.
absl::Status NotCommitted(const absl::Status& status) {
  return absl::UnavailableError(fmt::format("the coordinator cannot write to its database: {}",
                                            std::string(status.message())));
}

DecidingThread::Answer AnswerOf(const DecidingThread::LeaseCall& call,
                                absl::StatusOr<v1::LeaseTaskResponse> response) {
  return [answer = call.answer, response = std::move(response)](const absl::Status& committed) {
    committed.ok() ? answer(response) : answer(committed);
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<DecidingThread>> DecidingThread::Start(FactLog& log,
                                                                      LeaseTimes times,
                                                                      MonotonicDuration wait) {
  std::unique_ptr<DecidingThread> deciding(new DecidingThread(log, times, wait));
  RETURN_IF_ERROR(deciding->Rebuild());
  deciding->thread_ = std::thread([raw = deciding.get()] { raw->Run(); });
  return deciding;
}

DecidingThread::DecidingThread(FactLog& log, LeaseTimes times, MonotonicDuration wait)
    : log_(log), times_(times), wait_(wait), last_turn_(ReadClocks().monotonic) {}

void DecidingThread::Close() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    arrived_signal_.NotifyAll();
  }
  thread_.join();
}

absl::Status DecidingThread::Submit(Command command) {
  const MutexLock lock(mutex_);
  if (is_ending_) return absl::UnavailableError("the coordinator is stopping");
  if (arrived_.size() >= kMaxArrived) {
    return absl::ResourceExhaustedError("the coordinator is overloaded; call again in a second");
  }
  arrived_.push_back(std::move(command));
  arrived_signal_.NotifyOne();
  return absl::OkStatus();
}

absl::Status DecidingThread::SubmitLease(LeaseCall call) {
  return Submit([this, call = std::move(call)](Decider& decider, Now now) {
    call.on_arrival(decider, now);
    return DecideLease(call, now);
  });
}

absl::Status DecidingThread::Health() const {
  const MutexLock lock(mutex_);
  return health_;
}

absl::Status DecidingThread::Rebuild() {
  ASSIGN_OR_RETURN(const SearchId last_search, log_.LastSearchId());
  ASSIGN_OR_RETURN(const SessionId last_session, log_.LastSessionId());
  auto decider = std::make_unique<Decider>(times_, last_search, last_session);
  const MonotonicTime now = ReadClocks().monotonic;
  RETURN_IF_ERROR(log_.Replay([&](const Fact& fact) { decider->Replay(fact, now); }));
  decider_ = std::move(decider);
  return absl::OkStatus();
}

void DecidingThread::Run() {
  while (true) {
    std::vector<Command> commands = TakeAll(NextWake(ReadClocks().monotonic));
    if (commands.empty()) SweepWhenIdle();
    Decide(std::move(commands));
    const MutexLock lock(mutex_);
    if (is_ending_ && arrived_.empty()) break;
  }
  for (const Waiting& waiting : waiting_) waiting.call.answer(v1::LeaseTaskResponse());
}

std::vector<DecidingThread::Command> DecidingThread::TakeAll(MonotonicTime until) {
  const MutexLock lock(mutex_);
  while (arrived_.empty() && !is_ending_ && std::chrono::steady_clock::now() < until) {
    arrived_signal_.WaitUntil(mutex_, until);
  }
  return std::exchange(arrived_, {});
}

void DecidingThread::Decide(std::vector<Command> commands) {
  const Now now = ReadClocks();
  if (decider_ == nullptr) SetHealth(Rebuild());
  if (decider_ == nullptr) {
    // Commands need a decider to run, so an empty one decides and nothing of it is kept.
    Decider nothing(times_, 0, 0);
    for (const Command& command : commands) command(nothing, now)(NotCommitted(Health()));
    return;
  }
  if (now.monotonic >= ill_until_) SetHealth(absl::OkStatus());
  RenewLeasesAfterAStall(now);
  std::vector<Decided> turn;
  turn.reserve(commands.size());
  for (Command& command : commands) {
    if (Answer answer = command(*decider_, now)) {
      turn.push_back({std::move(command), std::move(answer)});
    }
  }
  // Last, as a renewal may be among the commands.
  decider_->Tick(now);
  ServeWaiting(now, turn);
  const absl::Status committed = Commit();
  if (absl::IsInternal(committed)) return DecideOneByOne(turn, now);
  for (const Decided& one : turn) one.answer(committed);
}

void DecidingThread::DecideOneByOne(std::span<const Decided> turn, Now now) {
  for (const Decided& one : turn) {
    if (decider_ == nullptr) {
      one.answer(NotCommitted(Health()));
    } else if (const Answer answer = one.command(*decider_, now)) {
      answer(Commit());
    }
  }
}

void DecidingThread::RenewLeasesAfterAStall(Now now) {
  const MonotonicTime last = std::exchange(last_turn_, now.monotonic);
  if (now.monotonic - last > times_.lease / kStallPart) decider_->RenewLeases(now);
}

DecidingThread::Answer DecidingThread::DecideLease(const LeaseCall& call, Now now) {
  absl::StatusOr<v1::LeaseTaskResponse> response = v1::LeaseTaskResponse();
  if (decider_ != nullptr && !call.is_gone()) {
    response = decider_->LeaseTask(call.request, now);
    if (response.ok() && !response->has_task() && !response->drain() &&
        !decider_->WasLent(call.request)) {
      waiting_.push_back({call, now.monotonic + wait_});
      return nullptr;
    }
  }
  return AnswerOf(call, std::move(response));
}

void DecidingThread::ServeWaiting(Now now, std::vector<Decided>& turn) {
  bool has_work = true;
  for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
    const LeaseCall& call = waiting->call;
    absl::StatusOr<v1::LeaseTaskResponse> response = v1::LeaseTaskResponse();
    bool is_over = waiting->until <= now.monotonic || call.is_gone();
    if (!is_over && (has_work || decider_->IsDrained(call.request.session()))) {
      response = decider_->LeaseTask(call.request, now);
      is_over = !response.ok() || response->drain() || decider_->WasLent(call.request);
      has_work &= is_over;
    }
    if (is_over) {
      turn.push_back({[this, call](Decider&, Now later) { return DecideLease(call, later); },
                      AnswerOf(call, std::move(response))});
      waiting = waiting_.erase(waiting);
    } else {
      ++waiting;
    }
  }
}

absl::Status DecidingThread::Commit() {
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
  ill_until_ = ReadClocks().monotonic + kRebuildInterval;
  decider_.reset();
  if (const absl::Status rebuilt = Rebuild(); !rebuilt.ok()) SetHealth(rebuilt);
  return is_refused ? committed : NotCommitted(committed);
}

void DecidingThread::SweepWhenIdle() {
  if (decider_ == nullptr || !may_sweep_) return;
  const auto is_more_left = log_.Sweep(kSweptRows);
  may_sweep_ = is_more_left.ok() && *is_more_left;
}

MonotonicTime DecidingThread::NextWake(MonotonicTime now) {
  if (decider_ == nullptr) return now + kRebuildInterval;
  if (may_sweep_) return now;
  MonotonicTime wake = now + times_.lease / kLongestNapPart;
  if (const auto deadline = decider_->NextDeadline(now)) wake = std::min(wake, *deadline);
  for (const Waiting& waiting : waiting_) wake = std::min(wake, waiting.until);
  if (ill_until_ > now) wake = std::min(wake, ill_until_);
  return wake;
}

void DecidingThread::SetHealth(absl::Status health) {
  const MutexLock lock(mutex_);
  health_ = std::move(health);
}

}  // namespace rung
