#include "worker/agent/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace rung {
namespace {

// Supervises in a process of its own; answers with its process id.
pid_t StartSupervising(const std::function<int(const Life&)>& work) {
  const pid_t process = fork();
  if (process == 0) _exit(Supervise(work));
  return process;
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
      std::fputs("the matrix is haunted\n", stderr);
      std::abort();
    }
    const bool is_told = life.before->session == "18" &&
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
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    kill(getppid(), SIGTERM);
    int signal = 0;
    sigwait(&signals, &signal);
    return signal;
  });
  EXPECT_EQ(ExitCodeOf(process), SIGTERM);
}

TEST(SupervisorTest, OnlyTellsOfADeathOnceItIsAskedToStop) {
  const pid_t process = StartSupervising([](const Life& life) {
    if (life.is_to_tell_only) return life.before->session == "17" ? 0 : 43;
    life.on_session("17");
    kill(getppid(), SIGTERM);  // which this process does not block
    pause();
    return 44;
  });
  EXPECT_EQ(ExitCodeOf(process), 1);
}

}  // namespace
}  // namespace rung
