#include "worker/agent/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "common/signal_set.h"
#include "worker/agent/stop_signals.h"

namespace rung {
namespace {

// Supervises in a process of its own; answers with its process id.
pid_t StartSupervising(const std::function<int(const Life&)>& work) {
  const pid_t process = fork();
  if (process == 0) {
    setpgid(0, 0);
    _exit(Supervise(work));
  }
  return process;
}

void WaitForStopSignal() {
  const sigset_t signals = SignalSet({kStopSignal});
  int signal = 0;
  sigwait(&signals, &signal);
}

// -1 where it did not exit.
int ExitCodeOf(pid_t process) {
  int status = 0;
  EXPECT_EQ(waitpid(process, &status, 0), process);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

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
  const pid_t process = StartSupervising([](const Life&) {
    kill(getppid(), SIGTERM);
    WaitForStopSignal();
    kill(getppid(), SIGINT);
    WaitForStopSignal();
    return 42;
  });
  EXPECT_EQ(ExitCodeOf(process), 42);
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

}  // namespace
}  // namespace rung
