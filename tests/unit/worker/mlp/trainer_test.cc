#include "worker/mlp/trainer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "common/metric.h"
#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

double ValueOf(const v1::Metrics& metrics, v1::Metric metric) {
  return metrics.values().at(std::string(MetricName(metric)));
}

// Weights and biases, out of a checkpoint of SmallSetup's network for regression under SGD.
std::vector<float> WeightsOf(const Trainer& trainer) {
  constexpr std::size_t kCount = 2 * 16 + 16 + 16 + 1;
  const std::string checkpoint = trainer.Checkpoint();
  std::vector<float> weights(kCount);
  std::memcpy(weights.data(), checkpoint.data() + checkpoint.size() - 2 * kCount * 4, kCount * 4);
  return weights;
}

class ResumeTest
    : public testing::TestWithParam<std::tuple<v1::Optimizer, v1::Activation, v1::Objective>> {
 protected:
  // Everything that could carry a state: dropout, a schedule, moments, short batches.
  static TrialSetup EverySetting() {
    TrialSetup setup = SmallSetup();
    v1::Configuration& configuration = setup.configuration;
    configuration.set_hidden_layers(3);
    configuration.clear_units();
    for (const int units : {13, 9, 6}) configuration.add_units(units);
    configuration.set_optimizer(std::get<0>(GetParam()));
    configuration.set_activation(std::get<1>(GetParam()));
    configuration.set_batch_size(7);
    configuration.set_epochs(81);
    configuration.set_weight_decay(0.001);
    configuration.set_dropout(0.2);
    configuration.set_learning_rate_schedule(v1::COSINE);
    configuration.set_warmup(0.05);
    configuration.set_gradient_clip(0.5);
    configuration.set_label_smoothing(0.1);
    configuration.set_class_weight(v1::BALANCED);
    return setup;
  }
  static v1::Metric Score() {
    return std::get<2>(GetParam()) == v1::CLASSIFICATION ? v1::ACCURACY : v1::R2;
  }
  // 57 rows leave a last batch of one row.
  const PreparedTraining data_ =
      std::get<2>(GetParam()) == v1::CLASSIFICATION ? SameSignProblem(57, 31) : WaveProblem(57, 31);
};

TEST_P(ResumeTest, ByWayOfCheckpointsGivesTheSameBitsAsAtAStretch) {
  const auto straight = TrainerOf(EverySetting(), data_, Score());
  std::vector<std::string> epochs;
  while (straight->epochs_done() < 81) {
    epochs.push_back(straight->TrainEpoch({})->SerializeAsString());
  }
  std::string checkpoint = TrainerOf(EverySetting(), data_, Score())->Checkpoint();
  for (const int target : {1, 3, 9, 81}) {
    const std::vector<char> other_layout(static_cast<std::size_t>(1000 * target + 8));
    const auto resumed = TrainerOf(EverySetting(), data_, Score());
    ASSERT_THAT(resumed->Restore(checkpoint), IsOk());
    while (resumed->epochs_done() < target) {
      const auto done = static_cast<std::size_t>(resumed->epochs_done());
      ASSERT_EQ(resumed->TrainEpoch({})->SerializeAsString(), epochs[done]);
    }
    checkpoint = resumed->Checkpoint();
  }
  EXPECT_EQ(checkpoint, straight->Checkpoint());
}

TEST_P(ResumeTest, OnAnyInstructionSetGivesTheSameBits) {
  for (const v1::Arithmetic arithmetic : {v1::FUSED, v1::SEPARATE}) {
    TrialSetup setup = EverySetting();
    setup.arithmetic = arithmetic;
    const auto straight = TrainerOf(setup, data_, Score());
    TrainTo(6, *straight);
    std::string checkpoint = TrainerOf(setup, data_, Score())->Checkpoint();
    int target = 0;
    for (const InstructionSet& set : InstructionSets()) {
      const auto resumed = TrainerOf(setup, data_, Score(), set);
      ASSERT_THAT(resumed->Restore(checkpoint), IsOk());
      target += 6 / static_cast<int>(InstructionSets().size());
      TrainTo(&set == &InstructionSets().back() ? 6 : target, *resumed);
      checkpoint = resumed->Checkpoint();
    }
    EXPECT_EQ(checkpoint, straight->Checkpoint()) << v1::Arithmetic_Name(arithmetic);
  }
}

TEST_P(ResumeTest, IsNotDisturbedByMeasuring) {
  const auto quiet = TrainerOf(EverySetting(), data_, Score());
  const auto measured = TrainerOf(EverySetting(), data_, Score());
  for (int epoch = 1; epoch <= 5; ++epoch) {
    TrainTo(epoch, *quiet);
    TrainTo(epoch, *measured);
    measured->TrainingMetrics();
    measured->ValidationMetrics();
  }
  EXPECT_EQ(measured->Checkpoint(), quiet->Checkpoint());
}

INSTANTIATE_TEST_SUITE_P(All, ResumeTest,
                         testing::Combine(testing::Values(v1::SGD, v1::NESTEROV, v1::RMSPROP,
                                                          v1::ADAM, v1::ADAMW),
                                          testing::Values(v1::RELU, v1::GELU, v1::TANH),
                                          testing::Values(v1::CLASSIFICATION, v1::REGRESSION)),
                         [](const auto& test) {
                           return v1::Optimizer_Name(std::get<0>(test.param)) + "_" +
                                  v1::Activation_Name(std::get<1>(test.param)) + "_" +
                                  v1::Objective_Name(std::get<2>(test.param));
                         });

TEST(TrainerTest, LearnsToTellSignsApart) {
  const PreparedTraining data = SameSignProblem(800, 200);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::ACCURACY);
  TrainTo(40, *trainer);
  EXPECT_GT(ValueOf(trainer->ValidationMetrics(), v1::ACCURACY), 0.95);
  EXPECT_GT(ValueOf(trainer->TrainingMetrics(), v1::ACCURACY), 0.95);
  EXPECT_FALSE(trainer->diverged());
}

TEST(TrainerTest, LearnsASmoothFunctionInTheLabelsUnit) {
  const PreparedTraining data = WaveProblem(400, 200);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::RMSE);
  TrainTo(40, *trainer);
  const v1::Metrics metrics = trainer->ValidationMetrics();
  EXPECT_GT(ValueOf(metrics, v1::R2), 0.97);
  EXPECT_LT(ValueOf(metrics, v1::RMSE), 3);
  EXPECT_GT(ValueOf(metrics, v1::RMSE), ValueOf(metrics, v1::MAE));
}

TEST(TrainerTest, LearnsWithEveryOptimizerAndActivation) {
  const PreparedTraining data = WaveProblem(400, 200);
  for (const v1::Optimizer optimizer : {v1::SGD, v1::NESTEROV, v1::RMSPROP, v1::ADAM, v1::ADAMW}) {
    for (const v1::Activation activation :
         {v1::RELU, v1::LEAKY_RELU, v1::ELU, v1::GELU, v1::SILU, v1::TANH, v1::SIGMOID}) {
      TrialSetup setup = SmallSetup();
      setup.configuration.set_optimizer(optimizer);
      setup.configuration.set_activation(activation);
      const auto trainer = TrainerOf(setup, data, v1::R2);
      TrainTo(40, *trainer);
      EXPECT_GT(ValueOf(trainer->ValidationMetrics(), v1::R2), 0.8)
          << v1::Optimizer_Name(optimizer) << " " << v1::Activation_Name(activation);
    }
  }
}

TEST(TrainerTest, ClippedGradientsMoveTheWeightsNoFurther) {
  const PreparedTraining data = WaveProblem(50, 10);
  const auto farthest_step = [&](double clip) {
    TrialSetup setup = SmallSetup();
    setup.configuration.set_optimizer(v1::SGD);
    setup.configuration.set_momentum(0);
    setup.configuration.set_learning_rate(1);
    setup.configuration.set_batch_size(50);  // one step an epoch
    setup.configuration.set_gradient_clip(clip);
    const auto trainer = TrainerOf(setup, data, v1::RMSE);
    const std::vector<float> before = WeightsOf(*trainer);
    TrainTo(1, *trainer);
    const std::vector<float> after = WeightsOf(*trainer);
    double squares = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      squares += std::pow(double{after[i]} - double{before[i]}, 2);
    }
    return std::sqrt(squares);
  };
  const double free = farthest_step(0);
  EXPECT_GT(free, 0.1);
  EXPECT_NEAR(farthest_step(0.01), 0.01, 1e-5);
  EXPECT_EQ(farthest_step(2 * free), free);
}

TEST(TrainerTest, BalancedClassesRaiseTheRecallOfTheRareOne) {
  // 1 row in 20 is of class 1, and no input tells which.
  PreparedTraining data = SameSignProblem(400, 40);
  for (std::size_t i = 0; i < 400; ++i) data.training.classes[i] = i % 20 == 0 ? 1 : 0;
  for (std::size_t i = 0; i < 40; ++i) data.validation.classes[i] = 1;
  TrialSetup setup = SmallSetup();
  setup.configuration.set_learning_rate(0.001);
  const auto equal = TrainerOf(setup, data, v1::LOG_LOSS);
  setup.configuration.set_class_weight(v1::BALANCED);
  const auto balanced = TrainerOf(setup, data, v1::LOG_LOSS);
  TrainTo(5, *equal);
  TrainTo(5, *balanced);
  EXPECT_GT(ValueOf(equal->ValidationMetrics(), v1::LOG_LOSS), 1.2);
  EXPECT_LT(ValueOf(balanced->ValidationMetrics(), v1::LOG_LOSS), 0.9);
}

TEST(TrainerTest, EpochTellsAllThatWasMeasured) {
  const PreparedTraining data = SameSignProblem(50, 30);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::ACCURACY);
  trainer->TrainEpoch({});
  const v1::Epoch epoch = trainer->TrainEpoch({}).value();
  EXPECT_EQ(epoch.epoch(), 2);
  EXPECT_EQ(epoch.sample_count(), 50);
  EXPECT_GT(epoch.training_loss(), 0);
  EXPECT_GT(epoch.training_score(), 0);
  EXPECT_EQ(epoch.seconds(), 0);
  const v1::Metrics validation = trainer->ValidationMetrics();
  EXPECT_EQ(epoch.validation_loss(), ValueOf(validation, v1::LOG_LOSS));
  EXPECT_EQ(epoch.validation_score(), ValueOf(validation, v1::ACCURACY));
}

TEST(TrainerTest, LastShortBatchIsTrainedToo) {
  const PreparedTraining data = WaveProblem(37, 10);
  TrialSetup setup = SmallSetup();
  setup.configuration.set_optimizer(v1::SGD);
  setup.configuration.set_learning_rate(1e-30);
  const auto trainer = TrainerOf(setup, data, v1::MAE);
  const v1::Epoch epoch = trainer->TrainEpoch({}).value();
  EXPECT_EQ(epoch.sample_count(), 37);
  // Weights that hardly move see every row once, as a pass over all rows does.
  EXPECT_NEAR(epoch.training_score(), ValueOf(trainer->TrainingMetrics(), v1::MAE), 1e-4);
}

TEST(TrainerTest, BatchLargerThanTheDataTakesAllRows) {
  const PreparedTraining data = WaveProblem(37, 10);
  TrialSetup setup = SmallSetup();
  setup.configuration.set_batch_size(65536);
  EXPECT_EQ(TrainerOf(setup, data, v1::MAE)->TrainEpoch({})->sample_count(), 37);
}

TEST(TrainerTest, MetricsOverManyBatchesAreThoseOfAllRows) {
  const PreparedTraining data = SameSignProblem(2500, 10);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::ACCURACY);
  PreparedTraining swapped = data;
  std::swap(swapped.training, swapped.validation);
  const auto other = TrainerOf(SmallSetup(), swapped, v1::ACCURACY);
  EXPECT_EQ(ValueOf(trainer->TrainingMetrics(), v1::LOG_LOSS),
            ValueOf(other->ValidationMetrics(), v1::LOG_LOSS));
}

TEST(TrainerTest, MakesProgressWithEachMiniBatchThatItTrainsOrMeasures) {
  TrialSetup setup = SmallSetup();
  setup.configuration.set_batch_size(10);
  const PreparedTraining data = SameSignProblem(35, 20);
  const auto trainer = TrainerOf(setup, data, v1::ACCURACY);
  std::atomic<std::int64_t> steps = 0;
  trainer->TrainEpoch({}, &steps);
  EXPECT_EQ(steps, 4 + 1);
  trainer->TrainingMetrics(&steps);
  trainer->ValidationMetrics(&steps);
  EXPECT_EQ(steps, 4 + 3);
}

TEST(TrainerTest, SeedAndTrialChangeTheResult) {
  const PreparedTraining data = SameSignProblem(50, 30);
  const auto weights_of = [&](std::uint64_t seed, std::int64_t trial) {
    TrialSetup setup = SmallSetup();
    setup.seed = seed;
    setup.trial = trial;
    const auto trainer = TrainerOf(setup, data, v1::ACCURACY);
    TrainTo(1, *trainer);
    const std::string checkpoint = trainer->Checkpoint();
    return checkpoint.substr(checkpoint.size() - 82 * 3 * 4);
  };
  EXPECT_EQ(weights_of(1, 1), weights_of(1, 1));
  EXPECT_NE(weights_of(1, 1), weights_of(2, 1));
  EXPECT_NE(weights_of(1, 1), weights_of(1, 2));
}

TEST(TrainerTest, HugeLearningRateDiverges) {
  for (const v1::Optimizer optimizer : {v1::SGD, v1::ADAM, v1::ADAMW}) {
    const PreparedTraining data = WaveProblem(50, 30);
    TrialSetup setup = SmallSetup();
    setup.configuration.set_optimizer(optimizer);
    setup.configuration.set_activation(v1::RELU);
    setup.configuration.set_learning_rate(1e30);
    const auto trainer = TrainerOf(setup, data, v1::RMSE);
    std::optional<v1::Epoch> epoch;
    while (!trainer->diverged() && trainer->epochs_done() < 40) epoch = trainer->TrainEpoch({});
    ASSERT_TRUE(trainer->diverged()) << v1::Optimizer_Name(optimizer);
    ASSERT_TRUE(epoch.has_value());
    EXPECT_EQ(epoch->epoch(), trainer->epochs_done());
    EXPECT_LE(epoch->sample_count(), 50);
    EXPECT_FALSE(std::isfinite(epoch->validation_loss()));
    EXPECT_FALSE(std::isfinite(ValueOf(trainer->TrainingMetrics(), v1::RMSE)));
  }
}

TEST(TrainerTest, DivergenceIsSeenThoughNoLossShowsIt) {
  // One batch of all rows: the loss was measured before the weights were spoilt.
  const PreparedTraining data = WaveProblem(50, 30);
  TrialSetup setup = SmallSetup();
  setup.configuration.set_optimizer(v1::SGD);
  setup.configuration.set_batch_size(50);
  setup.configuration.set_learning_rate(1e39);
  const auto trainer = TrainerOf(setup, data, v1::RMSE);
  const v1::Epoch epoch = trainer->TrainEpoch({}).value();
  EXPECT_TRUE(std::isfinite(epoch.training_loss()));
  EXPECT_TRUE(trainer->diverged());
}

TEST(TrainerTest, ObeysARequestToStop) {
  const PreparedTraining data = SameSignProblem(50, 30);
  const auto trainer = TrainerOf(SmallSetup(), data, v1::ACCURACY);
  std::stop_source stop;
  EXPECT_TRUE(trainer->TrainEpoch(stop.get_token()).has_value());
  stop.request_stop();
  EXPECT_FALSE(trainer->TrainEpoch(stop.get_token()).has_value());
  EXPECT_EQ(trainer->epochs_done(), 1);
}

}  // namespace
}  // namespace rung::mlp
