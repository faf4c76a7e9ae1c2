#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "worker/agent/last_words.h"

namespace rung {

// One life of the working process, as it is told when it begins.
struct Life {
  // Of the process before, if it had a session: the signal, and the end of its stderr.
  std::optional<LastWords> before;
  bool is_to_tell_only = false;        // nothing is to be done but to tell of that
  std::chrono::milliseconds pause{0};  // before work begins
  // To be called with each session that is started, and with the name of each task.
  std::function<void(const std::string&)> on_session;
  std::function<void(const std::string&)> on_task;
};

// How long a child is waited for that is to end, before it is killed.
struct Patience {
  std::chrono::milliseconds stop;  // once it was asked to
  std::chrono::milliseconds tell;  // where it is to tell only
};

// Runs `work` in a child process and returns its exit code. A child that a signal kills is
// followed by another, told to pause for longer each time, so that a task which kills its
// worker costs no machine. SIGTERM and SIGINT are passed on as kStopSignal, which the child has
// blocked; after one, a child that is killed has no successor but one that tells of it. A second
// request kills the child, which nothing tells of, and answers 1. What the child writes to stderr
// goes to this process's. To be called before any other thread exists: the child goes on from a
// fork.
int Supervise(const std::function<int(const Life&)>& work, const Patience& patience);

}  // namespace rung
