#include "common/spec/spec_defaults.h"

#include <gtest/gtest.h>

#include "tests/unit/common/spec/spec_text.h"

namespace rung {
namespace {

TEST(WithDefaultsTest, FillsWhatTheSchemaNames) {
  const v1::SearchSpec spec =
      WithDefaults(SpecFrom("data { label: 'digit' } random_search { trials: 2 } space { }"));
  const v1::SearchSpec expected = SpecFrom(R"(
    data { label: 'digit' validation_fraction: 0.2 test_fraction: 0.2 }
    random_search { trials: 2 }
    space {
      hidden_layers { value: 1 } units { value: 64 } learning_rate { value: 0.001 }
      activation: RELU batch_size { value: 32 } epochs { value: 20 } optimizer: ADAM
      momentum { value: 0.9 } weight_decay { value: 0 } dropout { value: 0 }
      learning_rate_schedule: CONSTANT warmup { value: 0 } gradient_clip { value: 0 }
      label_smoothing { value: 0 } class_weight: EQUAL
    }
    finalists: 3 max_attempts: 5 arithmetic: FUSED)");
  EXPECT_EQ(spec.DebugString(), expected.DebugString());
}

TEST(WithDefaultsTest, FillsHalvingAndLeavesItsEpochsAlone) {
  const v1::SearchSpec spec = WithDefaults(HalvingOf("trials: 81 epochs: 81"));
  EXPECT_EQ(spec.successive_halving().eta(), 3);
  EXPECT_EQ(spec.successive_halving().min_epochs(), 1);
  EXPECT_FALSE(spec.space().has_epochs());
}

TEST(WithDefaultsTest, FillsScaleAndStepOfRanges) {
  const v1::SearchSpec spec = WithDefaults(
      RandomSearchOf(1, "units_per_layer { min: 1 max: 9 } dropout { min: 0 max: 0.5 }"));
  EXPECT_EQ(spec.space().units_per_layer().scale(), v1::UNIFORM);
  EXPECT_EQ(spec.space().units_per_layer().step(), 1);
  EXPECT_EQ(spec.space().dropout().scale(), v1::UNIFORM);
  EXPECT_FALSE(spec.space().dropout().has_step());
}

TEST(WithDefaultsTest, KeepsWhatIsGivenAndChangesNothingTwice) {
  const v1::SearchSpec once = WithDefaults(RandomSearchOf(
      1, "optimizer: SGD units { value: 8 } learning_rate { min: 0.1 max: 1 scale: LOG }"));
  EXPECT_EQ(once.space().optimizer_size(), 1);
  EXPECT_EQ(once.space().units().value(), 8);
  EXPECT_EQ(once.space().learning_rate().scale(), v1::LOG);
  EXPECT_EQ(WithDefaults(once).DebugString(), once.DebugString());
}

TEST(WithObjectiveTest, ChoosesTheScoreOnlyWhereNoneIsGiven) {
  EXPECT_EQ(WithObjective({}, v1::CLASSIFICATION).score(), v1::ACCURACY);
  EXPECT_EQ(WithObjective({}, v1::REGRESSION).score(), v1::RMSE);
  EXPECT_EQ(WithObjective(SpecFrom("score: MAE"), v1::REGRESSION).score(), v1::MAE);
  EXPECT_EQ(WithObjective({}, v1::REGRESSION).data().objective(), v1::REGRESSION);
}

}  // namespace
}  // namespace rung
