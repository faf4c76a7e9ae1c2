#include "client/render/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "client/render/diagnosis_view.h"
#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

using testing::HasSubstr;

v1::Worker WorkerOf(const std::string& state, const std::string& version,
                    const std::string& level) {
  return Parsed<v1::Worker>("name: 'workers/w' state: " + state + " version: '" + version +
                            "' numerics: 'rung-trainer-3 x86_64 gcc-12.2 " + level + "'");
}

TEST(DiagnosisTest, WarnsOfTwoReleasesAndSaysWhichToUpdate) {
  EXPECT_EQ(JudgeVersion("0.1.0", "0.1.0").verdict, Verdict::kOk);
  const Finding old_client = JudgeVersion("0.1.0", "0.2.0");
  EXPECT_EQ(old_client.verdict, Verdict::kWarning);
  EXPECT_THAT(old_client.advice, HasSubstr("update the client"));
  EXPECT_THAT(JudgeVersion("0.3.0", "0.2.0").advice, HasSubstr("update the coordinator"));
}

TEST(DiagnosisTest, WarnsOfAClockThatIsOffByMoreThanCanBeMeasured) {
  EXPECT_EQ(JudgeClock(-1.5, 0.01).verdict, Verdict::kOk);
  EXPECT_EQ(JudgeClock(4, 3).verdict, Verdict::kOk);
  const Finding behind = JudgeClock(-90, 0.01);
  EXPECT_EQ(behind.verdict, Verdict::kWarning);
  EXPECT_THAT(behind.found, HasSubstr("1 min 30 s behind"));
}

TEST(DiagnosisTest, CallsADiskThatIsNearlyFullAProblem) {
  EXPECT_EQ(
      JudgeDisk(Parsed<v1::Coordinator>("disk_free_bytes: 100 disk_size_bytes: 1000")).verdict,
      Verdict::kOk);
  EXPECT_EQ(JudgeDisk(Parsed<v1::Coordinator>("disk_free_bytes: 99 disk_size_bytes: 1000")).verdict,
            Verdict::kProblem);
}

TEST(DiagnosisTest, SaysWhyNoWorkIsTaken) {
  const Finding finding = JudgeDatabase(Parsed<v1::Coordinator>("trouble: 'disk full'"));
  EXPECT_EQ(finding.verdict, Verdict::kProblem);
  EXPECT_THAT(finding.found, HasSubstr("disk full"));
}

TEST(DiagnosisTest, CallsALabWithoutWorkersAProblem) {
  const std::vector<v1::Worker> gone = {WorkerOf("ENDED", "0.1.0", "x86-64-v3"),
                                        WorkerOf("SILENT", "0.1.0", "x86-64-v3")};
  const Finding finding =
      JudgeWorkers(gone, "0.1.0", {.address = "lab:7077", .identity = "ada.pem"});
  EXPECT_EQ(finding.verdict, Verdict::kProblem);
  EXPECT_THAT(finding.advice, HasSubstr("`rung-worker --coordinator lab:7077 --identity FILE`"));
}

TEST(DiagnosisTest, NamesLevelsAndReleasesOfTheWorkers) {
  const std::vector<v1::Worker> even = {WorkerOf("IDLE", "0.1.0", "x86-64-v3"),
                                        WorkerOf("BUSY", "0.1.0", "x86-64-v4")};
  EXPECT_EQ(JudgeWorkers(even, "0.1.0", {}).found, "2 workers (x86-64-v3, x86-64-v4), rung 0.1.0");
  EXPECT_EQ(JudgeWorkers(even, "0.1.0", {}).verdict, Verdict::kOk);
  const std::vector<v1::Worker> odd = {WorkerOf("IDLE", "", "x86-64-v3"),
                                       WorkerOf("SILENT", "0.1.0", "x86-64-v4")};
  const Finding finding = JudgeWorkers(odd, "0.1.0", {});
  EXPECT_EQ(finding.verdict, Verdict::kWarning);
  EXPECT_EQ(finding.found, "1 worker (x86-64-v3), rung unknown; 1 silent");
  EXPECT_THAT(finding.advice, HasSubstr("bring all workers to the coordinator's release"));
}

TEST(DiagnosisTest, IsAsBadAsItsWorstFinding) {
  EXPECT_EQ(Worst({}), Verdict::kOk);
  const std::vector<Finding> findings = {JudgePrograms({"rung-worker"}), JudgeLatency(0.001)};
  EXPECT_EQ(Worst(findings), Verdict::kWarning);
}

TEST(DiagnosisTest, ShowsWhatToDoBelowWhatWasFound) {
  const std::vector<Finding> findings = {{"disk", Verdict::kOk, "half free", ""},
                                         {"workers", Verdict::kProblem, "none", "start one"}};
  const Answer answer = DiagnosisAnswer(findings);
  EXPECT_EQ(Render(answer, Format::kTable),
            "ok       disk      half free\n"
            "problem  workers   none\n"
            "                   start one\n");
  EXPECT_EQ(answer.json["checks"][1]["result"], "problem");
}

}  // namespace
}  // namespace rung
