#include "common/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <string>
#include <thread>

namespace rung {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr char kAttempt[] = "searches/digits/trials/3/tasks/0/attempts/1";

class LogTest : public testing::Test {
 protected:
  void TearDown() override { spdlog::drop_all(); }

  // What is written to stderr meanwhile.
  static std::string Written(LogFormat format, const std::function<void()>& write,
                             const std::string& process_fields = "") {
    testing::internal::CaptureStderr();
    StartLog("rung-test", format, "info", process_fields);
    write();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, WritesALineOfFields) {
  EXPECT_THAT(Written(LogFormat::kLogfmt, [] { spdlog::info("it \"runs\""); }),
              MatchesRegex("time=[0-9-]+T[0-9:.]+Z level=info program=rung-test "
                           "msg=\"it \\\\\"runs\\\\\"\"\n"));
}

TEST_F(LogTest, AddsTheFieldsOfTheScopeAndOfTheProcess) {
  const auto write = [] {
    const LogScope scope(TaskFields(kAttempt));
    spdlog::info("trained");
  };
  const std::string fields = " search=digits trial=3 task=0 attempt=1 worker=lab-1\n";
  EXPECT_THAT(Written(LogFormat::kLogfmt, write, "worker=lab-1"), EndsWith("\"trained\"" + fields));
  EXPECT_THAT(Written(LogFormat::kText, write, "worker=lab-1"), EndsWith("trained" + fields));
}

TEST_F(LogTest, EndsTheFieldsWithTheirScope) {
  const std::string text = Written(LogFormat::kLogfmt, [] {
    const LogScope search("search=digits");
    {
      const LogScope trial("trial=3");
      spdlog::info("inner");
    }
    spdlog::info("outer");
  });
  EXPECT_THAT(text, HasSubstr("msg=\"inner\" search=digits trial=3\n"));
  EXPECT_THAT(text, HasSubstr("msg=\"outer\" search=digits\n"));
}

TEST_F(LogTest, KeepsTheFieldsOfOneThreadFromAnother) {
  EXPECT_THAT(Written(LogFormat::kLogfmt,
                      [] {
                        const LogScope scope("search=digits");
                        std::thread([] { spdlog::info("elsewhere"); }).join();
                      }),
              EndsWith("msg=\"elsewhere\"\n"));
}

TEST_F(LogTest, KeepsAMessageToItsLine) {
  EXPECT_THAT(Written(LogFormat::kLogfmt, [] { spdlog::info("one\ntwo\x1b level=error"); }),
              EndsWith("msg=\"one\\ntwo\\x1b level=error\"\n"));
}

TEST_F(LogTest, KeepsStrangersFromBeginningALineOrSteeringATerminal) {
  const auto write = [] { spdlog::info("bye\n[error] forged\x1b[31m\xe2\x80\xae\xc2\x9b"); };
  const std::string escaped = "[error] forged\\x1b[31m\\u202e\\u009b";
  EXPECT_THAT(Written(LogFormat::kText, write), EndsWith("bye\\x0a" + escaped + "\n"));
  EXPECT_THAT(Written(LogFormat::kLogfmt, write), EndsWith("bye\\n" + escaped + "\"\n"));
}

TEST_F(LogTest, QuotesAValueThatNeedsIt) {
  EXPECT_EQ(LogField("worker", "lab-1"), "worker=lab-1");
  EXPECT_EQ(LogField("reason", "killed by a signal"), "reason=\"killed by a signal\"");
  EXPECT_EQ(LogField("reason", ""), "reason=\"\"");
}

TEST_F(LogTest, NamesAsMuchOfATaskAsThereIs) {
  EXPECT_EQ(TaskFields(kAttempt), "search=digits trial=3 task=0 attempt=1");
  EXPECT_EQ(TaskFields("searches/digits/trials/3"), "search=digits trial=3");
  EXPECT_EQ(TaskFields("searches/digits"), "search=digits");
  EXPECT_EQ(TaskFields("workers/lab-1"), "");
  EXPECT_EQ(TaskFields(""), "");
}

}  // namespace
}  // namespace rung
