#include "client/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "client/find_program.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;

std::string LogPath(const std::string& name) {
  const std::string path = testing::TempDir() + "/child_process_test_" + name + ".log";
  std::remove(path.c_str());
  return path;
}

TEST(ChildProcessTest, KeepsWhatTheChildWroteAndHowItEnded) {
  auto child =
      ChildProcess::Start("/bin/sh", {"-c", "echo one; echo two >&2; exit 3"}, LogPath("exit"));
  ASSERT_THAT(child, IsOk());
  child->WaitOrKill(steady_clock::time_point::max());
  EXPECT_FALSE(child->IsRunning());
  EXPECT_EQ(child->EndText(), "exit code 3");
  EXPECT_EQ(child->LogTail(), "one\ntwo\n");
}

TEST(ChildProcessTest, EndsOnTerminate) {
  auto child = ChildProcess::Start("/bin/sleep", {"1000"}, LogPath("terminate"));
  ASSERT_THAT(child, IsOk());
  EXPECT_TRUE(child->IsRunning());
  child->Terminate();
  child->WaitOrKill(steady_clock::time_point::max());
  EXPECT_EQ(child->EndText(), "signal 15");
}

TEST(ChildProcessTest, KillsAChildThatDoesNotEndInTime) {
  auto child = ChildProcess::Start("/bin/sleep", {"1000"}, LogPath("kill"));
  ASSERT_THAT(child, IsOk());
  child->WaitOrKill(steady_clock::time_point::min());
  EXPECT_FALSE(child->IsRunning());
  EXPECT_EQ(child->EndText(), "signal 9");
}

TEST(ChildProcessTest, KeepsTheEndOfALongLog) {
  auto child = ChildProcess::Start(
      "/bin/sh", {"-c", "head -c 10000 /dev/zero | tr '\\0' a; echo end"}, LogPath("long"));
  ASSERT_THAT(child, IsOk());
  child->WaitOrKill(steady_clock::time_point::max());
  const std::string tail = child->LogTail();
  EXPECT_EQ(tail.size(), 4096U);
  EXPECT_TRUE(tail.ends_with("aend\n"));
}

TEST(ChildProcessTest, RefusesAProgramThatDoesNotExist) {
  EXPECT_THAT(ChildProcess::Start("/no/such/program", {}, LogPath("none")),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/no/such/program")));
}

TEST(FindProgramTest, LooksBesideThisProgramThenInPath) {
  EXPECT_THAT(FindProgram("client_test"), IsOk());
  EXPECT_THAT(FindProgram("sh"), IsOk());
  EXPECT_THAT(FindProgram("no-such-program"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no-such-program")));
}

}  // namespace
}  // namespace rung
