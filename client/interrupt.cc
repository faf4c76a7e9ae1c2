#include "client/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "client/exit_code.h"
#include "common/signal_set.h"

namespace rung {
namespace {

sigset_t StopSignals() { return SignalSet({SIGINT, SIGTERM, SIGHUP}); }

// The end, too, comes as a signal.
void WaitForSignal(const std::stop_token& ended, std::stop_source source) {
  const sigset_t signals = StopSignals();
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (ended.stop_requested()) return;
    if (source.stop_requested()) _exit(kExitInterrupted);
    source.request_stop();
  }
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread(
      [source = source_](const std::stop_token& ended) { WaitForSignal(ended, source); });
}

Interrupt::~Interrupt() {
  waiter_.request_stop();
  pthread_kill(waiter_.native_handle(), SIGHUP);
  waiter_.join();
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

bool WaitOrStop(std::chrono::milliseconds duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, duration, [&stop] { return stop.stop_requested(); });
  return stop.stop_requested();
}

}  // namespace rung
