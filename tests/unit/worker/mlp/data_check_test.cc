#include "worker/mlp/data_check.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

using testing::HasSubstr;

TEST(DataCheckTest, ScoreMustBeOneOfTheObjectives) {
  EXPECT_THAT(CreateTrainer(SmallSetup(), SmallProblem(), v1::RMSE),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("score is 'rmse'")));
  EXPECT_THAT(CreateTrainer(SmallSetup(), SmallProblem(), v1::METRIC_UNSPECIFIED),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("score")));
}

void ExpectDataRefused(const std::function<void(PreparedTraining&)>& spoil) {
  PreparedTraining data = SmallProblem();
  spoil(data);
  EXPECT_THAT(CreateTrainer(SmallSetup(), data, v1::ACCURACY),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
}

TEST(DataCheckTest, InconsistentDataAreRefused) {
  using D = PreparedTraining;
  ExpectDataRefused([](D& data) { data.training.features.pop_back(); });
  ExpectDataRefused([](D& data) { data.training.classes.pop_back(); });
  ExpectDataRefused([](D& data) { data.training.classes[0] = 2; });
  ExpectDataRefused([](D& data) { data.validation.classes[0] = -1; });
  ExpectDataRefused([](D& data) { data.validation.inputs = 1; });
  ExpectDataRefused([](D& data) { data.validation = PreparedPart{}; });
  ExpectDataRefused([](D& data) { data.training.targets.push_back(1); });
  ExpectDataRefused([](D& data) { data.outputs = 1; });
  ExpectDataRefused([](D& data) { data.objective = v1::OBJECTIVE_UNSPECIFIED; });
}

}  // namespace
}  // namespace rung::mlp
