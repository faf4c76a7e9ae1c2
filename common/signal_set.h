#pragma once

#include <signal.h>

#include <initializer_list>

namespace rung {

// The set of these signals.
inline sigset_t SignalSet(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

// Blocks them in this thread, and in those that it starts; answers their set.
inline sigset_t BlockSignals(std::initializer_list<int> signals) {
  const sigset_t set = SignalSet(signals);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

}  // namespace rung
