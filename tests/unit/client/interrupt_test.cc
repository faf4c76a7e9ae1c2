#include "client/interrupt.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "client/exit_code.h"

namespace rung {
namespace {

void StopTwice(int first, int second) {
  const Interrupt interrupt;
  kill(getpid(), first);
  while (!interrupt.token().stop_requested()) usleep(1'000);
  kill(getpid(), second);
  while (true) pause();
}

TEST(InterruptDeathTest, AsksToStopOnceAndEndsTheProgramThen) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(StopTwice(SIGTERM, SIGTERM), testing::ExitedWithCode(kExitInterrupted), "");
  EXPECT_EXIT(StopTwice(SIGHUP, SIGTERM), testing::ExitedWithCode(kExitInterrupted), "");
  EXPECT_EXIT(StopTwice(SIGTERM, SIGINT), testing::ExitedWithCode(kExitInterrupted), "");
}

}  // namespace
}  // namespace rung
