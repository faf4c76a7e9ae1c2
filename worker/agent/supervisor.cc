#include "worker/agent/supervisor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "common/descriptor.h"
#include "common/log/log.h"
#include "common/signal_set.h"
#include "common/write_all.h"
#include "worker/agent/backoff.h"
#include "worker/agent/stop_signals.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::initializer_list<int> kSupervisedSignals = {SIGTERM, SIGINT, SIGCHLD};
constexpr int kExitKilled = 1;
// What a line of news from the child begins with.
constexpr char kSession = 's';
constexpr char kTask = 't';
constexpr Clock::time_point kNever = Clock::time_point::max();
constexpr std::size_t kTailBytes = 3'000;
constexpr BackoffRange kRestartRange = {.first = 500ms, .longest = 60s};
// A life as long as this was no failed start.
constexpr std::chrono::minutes kLongLife{5};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

// A process without the descriptors for it cannot work either.
Pipe MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    spdlog::critical("cannot make a pipe: {}", std::strerror(errno));
    std::exit(1);
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// What may be read now; empty at the end, too.
std::string ReadSome(int descriptor) {
  std::array<char, 4096> buffer{};
  const ssize_t count = read(descriptor, buffer.data(), buffer.size());
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "";
}

// The end of a text, from the beginning of a line on, in printable ASCII.
std::string PrintableTail(std::string_view text) {
  if (text.size() > kTailBytes) {
    text.remove_prefix(text.size() - kTailBytes);
    const std::size_t line_end = text.find('\n');
    if (line_end != std::string_view::npos) text.remove_prefix(line_end + 1);
  }
  std::string tail(text);
  for (char& c : tail) {
    if (c != '\n' && (c < ' ' || c > '~')) c = '?';
  }
  return tail;
}

// The working process, seen from its parent.
class Child {
 public:
  Child(const std::function<int(const Life&)>& work, Life life);

  // Relays what it writes and the signals that come until it has ended. Kills it where it is to
  // end and does not.
  void Attend(int signals, const Patience& patience, StopRequest& stop);

  bool was_killed() const { return WIFSIGNALED(wait_status_); }
  int exit_code() const { return WEXITSTATUS(wait_status_); }
  // How it was killed.
  std::string EndText() const;
  // The session is empty where it had none yet.
  LastWords last_words() const;

 private:
  [[noreturn]] void Work(const std::function<int(const Life&)>& work, Life life);
  void KillAt(Clock::time_point time) { kill_time_ = std::min(kill_time_, time); }
  // Kills it once it is time to.
  void KillIfLate();
  // What poll(2) is told.
  int MillisecondsToKill() const;
  // Passes on a request to stop.
  void Stop(const Patience& patience, StopRequest& stop);
  bool Reap() { return waitpid(pid_, &wait_status_, WNOHANG) == pid_; }
  // False where there was nothing to relay.
  bool RelayLog();
  void HearNews();

  Pipe log_ = MakePipe();
  Pipe news_pipe_ = MakePipe();
  pid_t pid_ = 0;
  int wait_status_ = 0;
  Clock::time_point kill_time_ = kNever;
  bool was_late_ = false;  // and killed for that
  std::string log_tail_;
  std::string news_;  // of which the line is not complete
  std::string session_;
  std::string task_;
};

Child::Child(const std::function<int(const Life&)>& work, Life life) {
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) {
    spdlog::critical("cannot start the working process: {}", std::strerror(errno));
    std::exit(1);
  }
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, kStopSignal);
    if (getppid() != parent) _exit(1);
    Work(work, std::move(life));
  }
  log_.write = Descriptor();
  news_pipe_.write = Descriptor();
}

void Child::Work(const std::function<int(const Life&)>& work, Life life) {
  const sigset_t signals = SignalSet(kSupervisedSignals);
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  dup2(log_.write.number(), STDERR_FILENO);
  const auto tell = [this](char what) {
    return [this, what](const std::string& name) {
      WriteAll(news_pipe_.write.number(), what + name + '\n');
    };
  };
  life.on_session = tell(kSession);
  life.on_task = tell(kTask);
  std::exit(work(life));
}

void Child::Attend(int signals, const Patience& patience, StopRequest& stop) {
  if (stop.is_heard()) KillAt(Clock::now() + patience.tell);
  std::array<pollfd, 3> sources{{{.fd = signals, .events = POLLIN, .revents = 0},
                                 {.fd = log_.read.number(), .events = POLLIN, .revents = 0},
                                 {.fd = news_pipe_.read.number(), .events = POLLIN, .revents = 0}}};
  bool has_ended = false;
  while (!has_ended) {
    KillIfLate();
    if (poll(sources.data(), sources.size(), MillisecondsToKill()) < 0) continue;
    if (sources[1].revents != 0) RelayLog();
    if (sources[2].revents != 0) HearNews();
    if (sources[0].revents == 0) continue;
    signalfd_siginfo arrived{};
    if (read(signals, &arrived, sizeof arrived) != sizeof arrived) continue;
    if (arrived.ssi_signo == SIGCHLD) {
      has_ended = Reap();
    } else {
      Stop(patience, stop);
    }
  }
  while (RelayLog()) {
  }
  HearNews();
}

void Child::KillIfLate() {
  if (Clock::now() < kill_time_) return;
  kill_time_ = kNever;
  was_late_ = true;
  kill(pid_, SIGKILL);
}

int Child::MillisecondsToKill() const {
  if (kill_time_ == kNever) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(kill_time_ - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void Child::Stop(const Patience& patience, StopRequest& stop) {
  const Clock::time_point now = Clock::now();
  stop.Hear(now);
  KillAt(now + patience.stop);
  kill(pid_, stop.is_urgent() ? SIGKILL : kStopSignal);
}

bool Child::RelayLog() {
  const std::string text = ReadSome(log_.read.number());
  WriteAll(STDERR_FILENO, text);
  log_tail_ += text;
  if (log_tail_.size() > 2 * kTailBytes) log_tail_.erase(0, log_tail_.size() - kTailBytes);
  return !text.empty();
}

void Child::HearNews() {
  news_ += ReadSome(news_pipe_.read.number());
  for (std::size_t end = news_.find('\n'); end != std::string::npos; end = news_.find('\n')) {
    (news_[0] == kSession ? session_ : task_) = news_.substr(1, end - 1);
    news_.erase(0, end + 1);
  }
}

std::string Child::EndText() const {
  const int signal = WTERMSIG(wait_status_);
  return fmt::format("the worker {}was killed by signal {} ({})",
                     was_late_ ? "did not end in time and " : "", signal, strsignal(signal));
}

LastWords Child::last_words() const {
  return {.session = session_,
          .task = task_,
          .reason = fmt::format("{}; it wrote last:\n{}", EndText(), PrintableTail(log_tail_))};
}

}  // namespace

int Supervise(const std::function<int(const Life&)>& work, const Patience& patience) {
  const sigset_t signals = BlockSignals(kSupervisedSignals);
  const Descriptor arrivals(signalfd(-1, &signals, SFD_CLOEXEC));
  BlockSignals({kStopSignal});  // it waits until the child heeds it
  StopRequest stop;
  Life life;
  for (int deaths = 0;;) {
    const Clock::time_point start = Clock::now();
    Child child(work, life);
    child.Attend(arrivals.number(), patience, stop);
    if (life.is_to_tell_only) return kExitKilled;
    if (!child.was_killed()) return child.exit_code();
    if (stop.is_urgent()) return kExitKilled;
    const LastWords last_words = child.last_words();
    if (!last_words.session.empty()) life.before = last_words;
    if (Clock::now() - start > kLongLife) deaths = 0;
    life.pause = BackoffDelay(++deaths, /*random=*/1.0, kRestartRange);
    life.is_to_tell_only = stop.is_heard();
    const LogScope scope(TaskFields(last_words.task));
    spdlog::error("{}; {}", child.EndText(),
                  stop.is_heard() ? "it was asked to stop and is not started again"
                                  : fmt::format("it works again in {} ms", life.pause.count()));
  }
}

}  // namespace rung
