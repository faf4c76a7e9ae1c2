#include "coordinator/observe/measured_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <string>
#include <vector>

#include "coordinator/observe/call_metrics.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Answers every commit alike.
class FakeLog final : public FactLog {
 public:
  absl::Status Commit(std::span<const Fact>) override { return answer; }
  absl::Status Probe() override { return answer; }
  absl::Status Replay(const std::function<void(const Fact&)>&) override { return answer; }
  absl::StatusOr<SearchId> LastSearchId() override { return 0; }
  absl::StatusOr<SessionId> LastSessionId() override { return 0; }
  absl::StatusOr<std::string> SessionKey() override { return "key"; }
  absl::StatusOr<bool> Sweep(int) override { return false; }

  absl::Status answer;
};

std::string Text(const prometheus::Registry& registry) {
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

TEST(MeasuredLogTest, CountsCommitsTheirFactsAndHowAttemptsEnded) {
  FakeLog log;
  prometheus::Registry registry;
  MeasuredLog measured(log, registry);
  const std::vector<Fact> facts = {AttemptEnded{.end = v1::Attempt::LOST},
                                   AttemptEnded{.end = v1::Attempt::COMPLETED}, DeterminismFault{}};
  EXPECT_THAT(measured.Commit(facts), IsOk());
  EXPECT_THAT(Text(registry),
              AllOf(HasSubstr("rung_commit_seconds_count 1"), HasSubstr("rung_commit_facts_sum 3"),
                    HasSubstr("rung_attempts_ended_total{end=\"lost\"} 1"),
                    HasSubstr("rung_attempts_ended_total{end=\"failed\"} 0"),
                    HasSubstr("rung_determinism_faults_total 1")));
}

TEST(MeasuredLogTest, CountsNoFactOfACommitThatFailed) {
  FakeLog log;
  log.answer = absl::UnavailableError("disk");
  prometheus::Registry registry;
  MeasuredLog measured(log, registry);
  const std::vector<Fact> facts = {AttemptEnded{.end = v1::Attempt::LOST}};
  EXPECT_THAT(measured.Commit(facts), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("disk")));
  EXPECT_THAT(Text(registry), AllOf(HasSubstr("rung_commit_failures_total 1"),
                                    HasSubstr("rung_attempts_ended_total{end=\"lost\"} 0")));
}

TEST(CallMetricsTest, TellsCallsByMethodAndCode) {
  prometheus::Registry registry;
  CallMetrics calls(registry);
  calls.Observe("/rung.v1.SearchService/GetSearch", 0, 0.003);
  calls.Observe("/rung.v1.SearchService/GetSearch", 5, 0.003);
  EXPECT_THAT(Text(registry), AllOf(HasSubstr("method=\"SearchService/GetSearch\""),
                                    HasSubstr("code=\"OK\""), HasSubstr("code=\"NOT_FOUND\"")));
}

TEST(CallMetricsTest, GivesCallersNoNamesToMakeUp) {
  prometheus::Registry registry;
  CallMetrics calls(registry);
  calls.Observe("/rung.v1.SearchService/Invented", 12, 0);
  calls.Observe("/other.Service/Method", 12, 0);
  EXPECT_THAT(
      Text(registry),
      AllOf(HasSubstr("method=\"other\""), Not(HasSubstr("Invented")),
            HasSubstr("rung_call_seconds_count{code=\"UNIMPLEMENTED\",method=\"other\"} 2")));
}

}  // namespace
}  // namespace rung
