#include "worker/mlp/trial_setup.h"

#include <gtest/gtest.h>

#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

using testing::HasSubstr;

TEST(TrialSetupTest, NetworkOverTheCapIsRefusedWithItsLayersAndNumbers) {
  TrialSetup setup = SmallSetup();
  setup.configuration.set_hidden_layers(2);
  setup.configuration.set_units(0, 65536);
  setup.configuration.add_units(65536);
  EXPECT_THAT(CreateTrainer(setup, SmallProblem(), v1::ACCURACY),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       testing::AllOf(HasSubstr("2-65536-65536-2"), HasSubstr("4295360514"),
                                      HasSubstr("268435456"))));
}

TEST(TrialSetupTest, MiniBatchOverTheCapIsRefused) {
  const PreparedTraining data = SameSignProblem(5000, 10);
  TrialSetup setup = SmallSetup();
  setup.configuration.set_units(0, 65536);
  setup.configuration.set_batch_size(5000);
  EXPECT_THAT(CreateTrainer(setup, data, v1::ACCURACY),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("batch_size")));
}

TEST(TrialSetupTest, TrialNumberMustFitItsCounter) {
  for (const std::int64_t trial : {std::int64_t{-1}, std::int64_t{1} << 32}) {
    TrialSetup setup = SmallSetup();
    setup.trial = trial;
    EXPECT_THAT(CreateTrainer(setup, SmallProblem(), v1::ACCURACY),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("trial is")));
  }
}

}  // namespace
}  // namespace rung::mlp
