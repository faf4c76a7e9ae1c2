#include "client/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace rung {
namespace {

constexpr std::streamoff kTailBytes = 4096;
constexpr std::chrono::milliseconds kWaitPause{1};

// stdin is empty; stdout and stderr go to the log.
class FileActions {
 public:
  explicit FileActions(const std::string& log_path) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log_path.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A process group of its own, no signal blocked or ignored.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(const std::string& program,
                                                 const std::vector<std::string>& arguments,
                                                 const std::string& log_path) {
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), FileActions(log_path).get(),
                                Attributes().get(), argv.data(), environ);
  if (error == 0) return ChildProcess(pid, log_path);
  return absl::UnavailableError(fmt::format("cannot start {}: {}", program, std::strerror(error)));
}

ChildProcess::ChildProcess(pid_t pid, std::string log_path)
    : pid_(pid), log_path_(std::move(log_path)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      wait_status_(other.wait_status_),
      log_path_(std::move(other.log_path_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ != 0) WaitOrKill(std::chrono::steady_clock::now());
}

void ChildProcess::Reap(int options) {
  if (pid_ != 0 && waitpid(pid_, &wait_status_, options) == pid_) pid_ = 0;
}

bool ChildProcess::IsRunning() {
  Reap(WNOHANG);
  return pid_ != 0;
}

void ChildProcess::Terminate() {
  if (pid_ != 0) kill(pid_, SIGTERM);
}

void ChildProcess::WaitOrKill(std::chrono::steady_clock::time_point deadline) {
  while (IsRunning() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kWaitPause);
  }
  if (pid_ == 0) return;
  kill(-pid_, SIGKILL);
  Reap(0);
}

std::string ChildProcess::EndText() const {
  if (WIFSIGNALED(wait_status_)) return fmt::format("signal {}", WTERMSIG(wait_status_));
  return fmt::format("exit code {}", WEXITSTATUS(wait_status_));
}

std::string ChildProcess::LogTail() const {
  std::ifstream log(log_path_, std::ios::binary);
  log.seekg(0, std::ios::end);
  const std::streamoff size = log.tellg();
  log.seekg(std::max<std::streamoff>(size - kTailBytes, 0));
  std::ostringstream tail;
  tail << log.rdbuf();
  return tail.str();
}

}  // namespace rung
