#include "worker/mlp/evaluation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <string>

#include "common/metric.h"
#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

using testing::HasSubstr;

absl::StatusOr<TestScores> Score(const TrialSetup& setup, const PreparedTraining& training,
                                 const PreparedTest& test, v1::Metric score,
                                 std::string_view checkpoint) {
  return ScoreOnTest(setup, training, test, score, checkpoint, InstructionSets().front());
}

std::string TrainedCheckpoint(const PreparedTraining& data, v1::Metric score) {
  const auto trainer = TrainerOf(SmallSetup(), data, score);
  TrainTo(20, *trainer);
  return trainer->Checkpoint();
}

TEST(ScoreOnTestTest, OfTheValidationRowsAgreesWithTheTrainer) {
  const PreparedTraining data = SameSignProblem(400, 1500);
  const std::string checkpoint = TrainedCheckpoint(data, v1::ACCURACY);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::ACCURACY);
  ASSERT_THAT(trainer->Restore(checkpoint), IsOk());
  PreparedTest test = SameSignTest(1);
  test.test = data.validation;
  const auto scores = Score(SmallSetup(), data, test, v1::ACCURACY, checkpoint);
  ASSERT_THAT(scores, IsOk());
  EXPECT_EQ(scores->test.values().at("log_loss"),
            trainer->ValidationMetrics().values().at("log_loss"));
  EXPECT_EQ(scores->test_spread, scores->validation_spread);
}

TEST(ScoreOnTestTest, TellsTheScoreOfRowsNeverSeenAndBothSpreads) {
  const PreparedTraining data = SameSignProblem(400, 100);
  const auto scores = Score(SmallSetup(), data, SameSignTest(1600), v1::ACCURACY,
                            TrainedCheckpoint(data, v1::ACCURACY));
  ASSERT_THAT(scores, IsOk());
  const double accuracy = scores->test.values().at("accuracy");
  EXPECT_GT(accuracy, 0.9);
  const double expected = std::sqrt(accuracy * (1 - accuracy) / 1600);
  EXPECT_NEAR(scores->test_spread, expected, 0.1 * expected);
  EXPECT_GT(scores->validation_spread, scores->test_spread);
}

TEST(ScoreOnTestTest, AnyMetricOfTheObjectiveMayBeTheScore) {
  const PreparedTraining data = SameSignProblem(400, 200);
  for (const v1::Metric metric : MetricsFor(v1::CLASSIFICATION)) {
    const auto scores =
        Score(SmallSetup(), data, SameSignTest(900), metric, TrainedCheckpoint(data, metric));
    ASSERT_THAT(scores, IsOk()) << MetricName(metric);
    EXPECT_EQ(scores->test.values().size(), MetricsFor(v1::CLASSIFICATION).size());
    EXPECT_GT(scores->test_spread, 0) << MetricName(metric);
    EXPECT_LT(scores->test_spread, 0.05) << MetricName(metric);
    EXPECT_GT(scores->validation_spread, scores->test_spread) << MetricName(metric);
  }
}

TEST(ScoreOnTestTest, OfRegressionIsInTheLabelsUnit) {
  const PreparedTraining data = WaveProblem(400, 100);
  const auto scores =
      Score(SmallSetup(), data, WaveTest(300), v1::RMSE, TrainedCheckpoint(data, v1::RMSE));
  ASSERT_THAT(scores, IsOk());
  EXPECT_LT(scores->test.values().at("rmse"), 5);
  EXPECT_GT(scores->test.values().at("r2"), 0.9);
  EXPECT_LT(scores->test_spread, scores->test.values().at("rmse"));
}

TEST(ScoreOnTestTest, MakesProgressWithEachSample) {
  const PreparedTraining data = SameSignProblem(50, 20);
  for (const v1::Metric metric : {v1::ACCURACY, v1::AUC}) {
    std::atomic<std::int64_t> steps = 0;
    ASSERT_THAT(ScoreOnTest(SmallSetup(), data, SameSignTest(10), metric,
                            TrainedCheckpoint(data, metric), InstructionSets().front(), &steps),
                IsOk());
    EXPECT_GE(steps, 2000);
  }
}

TEST(ScoreOnTestTest, DamagedCheckpointIsDataLoss) {
  const PreparedTraining data = SameSignProblem(50, 20);
  EXPECT_THAT(Score(SmallSetup(), data, SameSignTest(10), v1::ACCURACY, "rungckpt"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checkpoint")));
}

TEST(ScoreOnTestTest, TestRowsOfOtherDataAreRefused) {
  const PreparedTraining data = SameSignProblem(50, 20);
  EXPECT_THAT(Score(SmallSetup(), data, WaveTest(10), v1::ACCURACY, ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("test rows")));
  PreparedTest narrow = SameSignTest(10);
  narrow.test.inputs = 1;
  EXPECT_THAT(Score(SmallSetup(), data, narrow, v1::ACCURACY, ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("test rows")));
}

}  // namespace
}  // namespace rung::mlp
