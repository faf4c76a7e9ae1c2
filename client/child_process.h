#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace rung {

// A program that runs as our child, in a process group of its own, so that a Ctrl-C
// meant for us does not end it. What it writes goes to a log file. Destroying
// it kills it if it runs still. Used by one thread.
class ChildProcess {
 public:
  // Starts `program` (a path) with `arguments`. Errors: UNAVAILABLE.
  static absl::StatusOr<ChildProcess> Start(const std::string& program,
                                            const std::vector<std::string>& arguments,
                                            const std::string& log_path);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) = delete;
  ~ChildProcess();

  // Whether it runs still; does not wait.
  bool IsRunning();
  // Asks it to end.
  void Terminate();
  // Waits for its end until `deadline`, then kills it.
  void WaitOrKill(std::chrono::steady_clock::time_point deadline);
  // How it ended: `exit code 2`, `signal 9`. Meaningful once it does not run.
  std::string EndText() const;
  // The end of what it wrote, at most 4 KiB.
  std::string LogTail() const;

 private:
  ChildProcess(pid_t pid, std::string log_path);
  void Reap(int options);

  pid_t pid_;  // 0 once it has ended
  int wait_status_ = 0;
  std::string log_path_;
};

}  // namespace rung
