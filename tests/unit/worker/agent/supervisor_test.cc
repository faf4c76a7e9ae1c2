#include "worker/agent/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/descriptor.h"
#include "common/signal_set.h"
#include "worker/agent/stop_signals.h"

namespace rung {
namespace {

using namespace std::chrono_literals;

constexpr Patience kLongPatience = {.stop = 1h, .tell = 1h};

// Supervises in a process of its own; answers with its process id.
pid_t StartSupervising(const std::function<int(const Life&)>& work,
                       const Patience& patience = kLongPatience) {
  const pid_t process = fork();
  if (process == 0) {
    setpgid(0, 0);
    _exit(Supervise(work, patience));
  }
  return process;
}

void WaitForStopSignal() {
  const sigset_t signals = SignalSet({kStopSignal});
  int signal = 0;
  sigwait(&signals, &signal);
}

// Heeds nothing but SIGKILL.
[[noreturn]] void Freeze() {
  while (true) raise(SIGSTOP);
}

// -1 where it did not exit.
int ExitCode(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int ExitCodeOf(pid_t process) {
  int status = 0;
  EXPECT_EQ(waitpid(process, &status, 0), process);
  return ExitCode(status);
}

// Asks it to stop until it ends.
int ExitCodeOfPestered(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, WNOHANG) == 0) kill(process, SIGTERM);
  return ExitCode(status);
}

// Carries letters from the processes of a test to it.
class Letters {
 public:
  Letters() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    read_ = Descriptor(ends[0]);
    write_ = Descriptor(ends[1]);
  }
  void Send(char letter) const { EXPECT_EQ(write(write_.number(), &letter, 1), 1); }
  // Waits for the next; 0 where no process is left that could send one.
  char Next() const {
    char letter = 0;
    return read(read_.number(), &letter, 1) == 1 ? letter : '\0';
  }
  // What was forked alone sends from now on.
  void SendNoMore() { write_ = Descriptor(); }

 private:
  Descriptor read_;
  Descriptor write_;
};

bool Contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST(SupervisorTest, EndsWithTheExitCodeOfTheWork) {
  EXPECT_EQ(ExitCodeOf(StartSupervising([](const Life&) { return 7; })), 7);
}

TEST(SupervisorTest, TellsTheNextLifeHowTheLastWasKilledAndWhatItWrote) {
  const pid_t process = StartSupervising([](const Life& life) {
    if (!life.before) {
      life.on_session("17");
      life.on_session("18");
      life.on_task("searches/s/trials/4/tasks/0/attempts/1");
      std::fputs("the matrix is haunted\n", stderr);
      std::abort();
    }
    const bool is_told = life.before->session == "18" &&
                         life.before->task == "searches/s/trials/4/tasks/0/attempts/1" &&
                         Contains(life.before->reason, "signal 6 (Aborted)") &&
                         Contains(life.before->reason, "the matrix is haunted\n");
    return is_told && life.pause.count() > 0 && !life.is_to_tell_only ? 42 : 43;
  });
  EXPECT_EQ(ExitCodeOf(process), 42);
}

TEST(SupervisorTest, PausesForLongerAfterEachDeath) {
  const pid_t process = StartSupervising([](const Life& life) {
    if (life.pause.count() < 2'000) std::abort();
    return 42;
  });
  EXPECT_EQ(ExitCodeOf(process), 42);
}

TEST(SupervisorTest, PassesSignalsOn) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const pid_t process = StartSupervising([signal](const Life&) {
      kill(getppid(), signal);
      WaitForStopSignal();
      return 42;
    });
    EXPECT_EQ(ExitCodeOf(process), 42);
  }
}

TEST(SupervisorTest, HearsASignalOnceThatIsSentToParentAndChild) {
  const pid_t process = StartSupervising([](const Life&) {
    kill(0, SIGTERM);  // their group
    WaitForStopSignal();
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, kStopSignal) == 0 ? 42 : 43;
  });
  EXPECT_EQ(ExitCodeOf(process), 42);
}

TEST(SupervisorTest, OnlyTellsOfADeathOnceItIsAskedToStop) {
  const pid_t process = StartSupervising([](const Life& life) {
    if (life.is_to_tell_only) return life.before->session == "17" ? 0 : 43;
    life.on_session("17");
    kill(getppid(), SIGTERM);
    WaitForStopSignal();
    std::abort();
  });
  EXPECT_EQ(ExitCodeOf(process), 1);
}

TEST(SupervisorTest, KillsAFrozenChildAtTheSecondSignalAndTellsNothing) {
  Letters letters;
  const pid_t process = StartSupervising([&letters](const Life& life) -> int {
    life.on_session("17");
    letters.Send(life.is_to_tell_only ? 't' : 'w');
    Freeze();
  });
  letters.SendNoMore();
  EXPECT_EQ(letters.Next(), 'w');
  EXPECT_EQ(ExitCodeOfPestered(process), 1);
  EXPECT_EQ(letters.Next(), '\0');
}

TEST(SupervisorTest, KillsAChildThatDoesNotEndInTimeAndTellsOfIt) {
  Letters letters;
  const pid_t process = StartSupervising(
      [&letters](const Life& life) {
        if (life.is_to_tell_only) {
          letters.Send(Contains(life.before->reason, "did not end in time") ? 'y' : 'n');
          return 0;
        }
        life.on_session("17");
        kill(getppid(), SIGTERM);
        Freeze();
      },
      {.stop = 10ms, .tell = 1h});
  letters.SendNoMore();
  EXPECT_EQ(ExitCodeOf(process), 1);
  EXPECT_EQ(letters.Next(), 'y');
}

TEST(SupervisorTest, KillsAChildThatTellsForTooLong) {
  const pid_t process = StartSupervising(
      [](const Life& life) -> int {
        if (life.is_to_tell_only) Freeze();
        life.on_session("17");
        kill(getppid(), SIGTERM);
        WaitForStopSignal();
        std::abort();
      },
      {.stop = 1h, .tell = 10ms});
  EXPECT_EQ(ExitCodeOf(process), 1);
}

}  // namespace
}  // namespace rung
