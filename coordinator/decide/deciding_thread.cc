#include "coordinator/decide/deciding_thread.h"

#include <chrono>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kMaxArrived = 10'000;
constexpr std::size_t kMaxArrivedBytes = std::size_t{64} << 20;

Now ReadClocks() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::steady_clock::now(),
          std::chrono::duration_cast<std::chrono::microseconds>(wall).count()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<DecidingThread>> DecidingThread::Start(FactLog& log,
                                                                      LeaseTimes times,
                                                                      MonotonicDuration wait) {
  std::unique_ptr<DecidingThread> deciding(new DecidingThread(log, times, wait));
  RETURN_IF_ERROR(deciding->decider_.Rebuild());
  deciding->thread_ = std::thread([raw = deciding.get()] { raw->Run(); });
  return deciding;
}

DecidingThread::DecidingThread(FactLog& log, LeaseTimes times, MonotonicDuration wait)
    : decider_(log, times, wait, ReadClocks) {}

void DecidingThread::Close() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    arrived_signal_.NotifyAll();
  }
  thread_.join();
}

absl::Status DecidingThread::Submit(Command command, std::size_t bytes) {
  const MutexLock lock(mutex_);
  if (is_ending_) return absl::UnavailableError("the coordinator is stopping");
  const bool is_too_much = !arrived_.empty() && arrived_bytes_ + bytes > kMaxArrivedBytes;
  if (arrived_.size() >= kMaxArrived || is_too_much) {
    return absl::ResourceExhaustedError("the coordinator is overloaded; call again in a second");
  }
  arrived_.push_back(std::move(command));
  arrived_bytes_ += bytes;
  arrived_signal_.NotifyOne();
  return absl::OkStatus();
}

absl::Status DecidingThread::SubmitLease(LeaseCall call) {
  return Submit(decider_.LeaseCommand(std::move(call)));
}

void DecidingThread::Run() {
  while (true) {
    std::vector<Command> commands = TakeAll(decider_.NextWake());
    if (commands.empty()) decider_.SweepWhenIdle();
    decider_.Decide(std::move(commands));
    const MutexLock lock(mutex_);
    if (is_ending_ && arrived_.empty()) break;
  }
  decider_.AnswerWaiting();
}

std::vector<DecidingThread::Command> DecidingThread::TakeAll(MonotonicTime until) {
  const MutexLock lock(mutex_);
  while (arrived_.empty() && !is_ending_ && std::chrono::steady_clock::now() < until) {
    arrived_signal_.WaitUntil(mutex_, until);
  }
  arrived_bytes_ = 0;
  return std::exchange(arrived_, {});
}

}  // namespace rung
