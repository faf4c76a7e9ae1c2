#include "worker/agent/stop_signals.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "common/signal_set.h"

namespace rung {
namespace {

constexpr std::chrono::milliseconds kOneRequest{200};

}  // namespace

void StopRequest::Hear(Time now) {
  if (!first_) first_ = now;
  is_urgent_ = is_urgent_ || now - *first_ >= kOneRequest;
}

void StopOnSignal(std::stop_source stop) {
  std::thread([stop = std::move(stop)]() mutable {
    const sigset_t signals = SignalSet({kStopSignal});
    int signal = 0;
    sigwait(&signals, &signal);
    spdlog::info("stopping; a second signal ends the process at once");
    stop.request_stop();
  }).detach();
}

absl::Status StopWithParent(int parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) {
    return absl::UnavailableError(
        fmt::format("cannot watch the parent process: {}", std::strerror(errno)));
  }
  if (getppid() == parent) return absl::OkStatus();
  return absl::CancelledError("the parent process has ended");
}

}  // namespace rung
