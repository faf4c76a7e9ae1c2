#include "common/spec/check_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/unit/common/spec/spec_text.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

constexpr char kGood[] =
    "name: 'digits' data { file: 'digits.csv' label: 'digit' } "
    "random_search { trials: 20 } space { learning_rate { min: 0.0001 max: 0.1 scale: LOG } } ";

// What is merged into a good spec, or replaces it, and the fault that follows.
struct Case {
  std::string text;
  std::string field;
  std::string message;
};

void PrintTo(const Case& shown, std::ostream* out) { *out << shown.text; }

std::string FaultText(const std::optional<SpecFault>& fault) {
  return fault ? fault->field + " | " + fault->message : "no fault";
}

class CheckSpecTest : public testing::TestWithParam<Case> {};

TEST_P(CheckSpecTest, NamesFieldRuleAndWayOut) {
  const Case& expected = GetParam();
  v1::SearchSpec spec = SpecFrom(kGood);
  spec.MergeFrom(SpecFrom(expected.text));
  const auto fault = CheckSpec(spec);
  ASSERT_TRUE(fault.has_value()) << expected.text;
  EXPECT_EQ(fault->field, expected.field) << fault->message;
  EXPECT_THAT(fault->message, HasSubstr(expected.message));
}

const Case kTopCases[] = {
    {"name: 'Digits'", "name", "name is \"Digits\"; it must be a lower-case letter"},
    {"data { objective: 7 }", "data.objective", "CLASSIFICATION or REGRESSION"},
    {"data { validation_fraction: -0.1 }", "data.validation_fraction", "above 0"},
    {"data { test_fraction: nan }", "data.test_fraction", "above 0"},
    {"data { test_fraction: 0.5 validation_fraction: 0.5 }", "data.test_fraction",
     "together they must be at most 0.9"},
    {"name: 'a\\n\\377'", "name", "name is \"a\\n\\xff\"; it must be a lower-case letter"},
    {"score: 9", "score", "named values of Metric"},
    {"score: RMSE data { objective: CLASSIFICATION }", "score",
     "score is RMSE, which does not measure classification; choose ACCURACY, "
     "BALANCED_ACCURACY, MACRO_F1, LOG_LOSS or AUC"},
    {"score: ACCURACY data { objective: REGRESSION }", "score", "choose RMSE, MAE or R2"},
    {"finalists: 101", "finalists", "finalists is 101; it must be from 1 to 100"},
    {"finalists: -1", "finalists", "from 1 to 100"},
    {"max_attempts: 101", "max_attempts", "from 1 to 100"},
    // What is written counts, also where it is the number of a field left out.
    {"finalists: 0", "finalists", "finalists is 0"},
    {"max_attempts: 0", "max_attempts", "max_attempts is 0"},
    {"data { test_fraction: 0 }", "data.test_fraction", "is 0; it must be above 0"},
    {"data { validation_fraction: 0 }", "data.validation_fraction", "is 0; it must be above 0"},
    {"successive_halving { trials: 9 epochs: 9 eta: 0 }", "successive_halving.eta", "eta is 0"},
    {"successive_halving { trials: 9 epochs: 9 min_epochs: 0 }", "successive_halving.min_epochs",
     "min_epochs is 0"},
    {"random_search { trials: 1000001 }", "random_search.trials", "from 1 to 1000000"},
    {"random_search { patience: 0 }", "random_search.patience", "from 1 to 1000000"},
};
INSTANTIATE_TEST_SUITE_P(Top, CheckSpecTest, testing::ValuesIn(kTopCases));

const Case kHalvingCases[] = {
    {"successive_halving { trials: 81 epochs: 81 eta: 1 }", "successive_halving.eta",
     "successive_halving.eta is 1; each rung keeps 1 trial in eta, so eta must be at least 2"},
    {"successive_halving { epochs: 81 }", "successive_halving.trials", "is 0"},
    {"successive_halving { trials: 81 }", "successive_halving.epochs", "is 0"},
    {"successive_halving { trials: 81 epochs: 81 min_epochs: 82 }", "successive_halving.min_epochs",
     "from 1 to epochs, which is 81"},
    {"successive_halving { trials: 81 epochs: 81 min_epochs: -1 }", "successive_halving.min_epochs",
     "from 1 to epochs"},
    {"successive_halving { trials: 26 epochs: 81 }", "successive_halving.trials",
     "trials is 26; with epochs 81, eta 3 and min_epochs 1 there are 5 rungs, so at least 81 "
     "trials are needed for one to reach the top"},
    {"successive_halving { trials: 242 epochs: 243 }", "successive_halving.trials",
     "there are 6 rungs, so at least 243 trials"},
    {"successive_halving { trials: 81 epochs: 81 } space { epochs { value: 3 } }", "space.epochs",
     "set successive_halving.epochs"},
};
INSTANTIATE_TEST_SUITE_P(Halving, CheckSpecTest, testing::ValuesIn(kHalvingCases));

const Case kIntegerCases[] = {
    {"space { hidden_layers { } }", "space.hidden_layers", "give value, or values, or min and max"},
    {"space { hidden_layers { value: 1 values: 2 } }", "space.hidden_layers", "keep one"},
    {"space { hidden_layers { min: 1 } }", "space.hidden_layers", "has min but no max"},
    {"space { hidden_layers { max: 1 } }", "space.hidden_layers", "has max but no min"},
    {"space { hidden_layers { value: 33 } }", "space.hidden_layers.value",
     "is 33; it must be from 0 to 32"},
    {"space { hidden_layers { values: [1, -1] } }", "space.hidden_layers.values[1]", "is -1"},
    {"space { hidden_layers { min: 3 max: 2 } }", "space.hidden_layers.max", "at least min"},
    {"space { units { value: 0 } }", "space.units.value", "from 1 to 65,536"},
    {"space { units_per_layer { max: 70000 min: 1 } }", "space.units_per_layer.max", "is 70000"},
    {"space { batch_size { values: [32, 64, 32] } }", "space.batch_size.values", "holds 32 twice"},
    {"space { batch_size { value: 32 scale: LOG } }", "space.batch_size.scale", "without a range"},
    {"space { batch_size { value: 32 step: 2 } }", "space.batch_size.step", "without a range"},
    {"space { batch_size { min: 1 max: 9 step: 0 } }", "space.batch_size.step", "at least 1"},
    {"space { batch_size { min: 1 max: 9 step: 9 } }", "space.batch_size.step", "no room"},
    {"space { batch_size { min: 1 max: 9 scale: 5 } }", "space.batch_size.scale", "UNIFORM or LOG"},
    {"space { hidden_layers { min: 0 max: 4 scale: LOG } }", "space.hidden_layers.min",
     "a logarithm needs min above 0"},
    {"space { epochs { value: 0 } }", "space.epochs.value", "from 1 to 1,000,000"},
    {"space { units { value: 9223372036854775807 } }", "space.units.value", "from 1 to 65,536"},
};
INSTANTIATE_TEST_SUITE_P(Integers, CheckSpecTest, testing::ValuesIn(kIntegerCases));

const Case kFloatCases[] = {
    {"space { momentum { value: 1 } }", "space.momentum.value", "at least 0 and below 1"},
    {"space { dropout { values: [0, 0.5, 0.5] } }", "space.dropout.values", "holds 0.5 twice"},
    {"space { dropout { min: 0 max: inf } }", "space.dropout.max", "below 1"},
    {"space { dropout { min: 0.2 max: 0.2 } }", "space.dropout.max", "not above min"},
    {"space { dropout { min: 0 max: 0.5 step: 0 } }", "space.dropout.step", "above 0"},
    {"space { dropout { min: 0 max: 0.5 step: nan } }", "space.dropout.step", "above 0"},
    {"space { dropout { min: 0 max: 0.5 step: 0.6 } }", "space.dropout.step", "no room"},
    {"space { dropout { min: 0 max: 0.5 step: 1e-9 } }", "space.dropout.step",
     "up to max 0.5 a step must be at least 5e-06"},
    {"space { dropout { min: 0 max: 0.5 scale: LOG } }", "space.dropout.min",
     "a logarithm needs min above 0"},
    {"space { weight_decay { value: -1 } }", "space.weight_decay.value", "at least 0"},
    {"space { weight_decay { value: inf } }", "space.weight_decay.value", "finite"},
    {"space { learning_rate { min: 0 scale: UNIFORM } }", "space.learning_rate.min", "above 0"},
    {"space { learning_rate { max: nan } }", "space.learning_rate.max", "above 0"},
};
INSTANTIATE_TEST_SUITE_P(Floats, CheckSpecTest, testing::ValuesIn(kFloatCases));

const Case kListCases[] = {
    {"space { activation: [RELU, ACTIVATION_UNSPECIFIED] }", "space.activation[1]",
     "named values of Activation"},
    {"space { activation: 77 }", "space.activation[0]", "is 77"},
    {"space { optimizer: [SGD, ADAM, SGD] }", "space.optimizer[2]", "is SGD again"},
    {"space { learning_rate_schedule: [STEP, STEP] }", "space.learning_rate_schedule[1]",
     "list each value once"},
};
INSTANTIATE_TEST_SUITE_P(Lists, CheckSpecTest, testing::ValuesIn(kListCases));

TEST(CheckSpecTest, AcceptsAGoodSpecWithAndWithoutItsDefaults) {
  const v1::SearchSpec spec = SpecFrom(kGood);
  EXPECT_EQ(FaultText(CheckSpec(spec)), "no fault");
  EXPECT_EQ(FaultText(CheckSpec(WithDefaults(spec))), "no fault");
}

TEST(CheckSpecTest, AcceptsHalvingWithJustEnoughTrials) {
  EXPECT_EQ(FaultText(CheckSpec(HalvingOf("trials: 243 epochs: 243"))), "no fault");
}

TEST(CheckSpecTest, AcceptsAStepThatDividesTheRangeOnlyRoughly) {
  EXPECT_EQ(FaultText(CheckSpec(RandomSearchOf(2, "dropout { min: 0.1 max: 0.3 step: 0.2 }"))),
            "no fault");
}

TEST(CheckSpecTest, AsksForDataSpaceLabelAndAlgorithm) {
  v1::SearchSpec spec = SpecFrom(kGood);
  spec.clear_data();
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("data is missing"));
  spec = SpecFrom(kGood);
  spec.clear_space();
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("space is missing"));
  spec = SpecFrom(kGood);
  spec.mutable_data()->clear_label();
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("data.label is missing"));
  spec.mutable_data()->set_label_file("labels.npy");
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("the values of label_file become"));
  spec = SpecFrom(kGood);
  spec.clear_algorithm();
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("give random_search or successive_halving"));
}

TEST(CheckSpecTest, RefusesMoreTrialsThanConfigurations) {
  const std::string space = "activation: [RELU, TANH] units { min: 1 max: 12 }";
  EXPECT_EQ(FaultText(CheckSpec(RandomSearchOf(24, space))), "no fault");
  EXPECT_THAT(FaultText(CheckSpec(RandomSearchOf(25, space))),
              HasSubstr("random_search.trials is 25, but the space has only 24 different"));
}

TEST(CheckSpecTest, RefusesASpaceWhoseSmallestNetworkIsOverTheCap) {
  const std::string space = "hidden_layers { value: 3 } units { min: 60000 max: 65536 }";
  EXPECT_THAT(FaultText(CheckSpec(RandomSearchOf(1, space))),
              HasSubstr("7200000000 weights between hidden layers even in the smallest"));
}

TEST(CheckSpecTest, RefusesListsOfMoreThanTenThousandValues) {
  v1::SearchSpec spec = SpecFrom(kGood);
  for (int i = 1; i <= 10'001; ++i) spec.mutable_space()->mutable_batch_size()->add_values(i);
  EXPECT_THAT(FaultText(CheckSpec(spec)), HasSubstr("has 10001 numbers; at most 10,000"));
}

TEST(CheckScoreTest, LeavesWhatIsUnspecifiedToTheData) {
  EXPECT_FALSE(CheckScore(v1::METRIC_UNSPECIFIED, v1::REGRESSION).has_value());
  EXPECT_FALSE(CheckScore(v1::RMSE, v1::OBJECTIVE_UNSPECIFIED).has_value());
  EXPECT_FALSE(CheckScore(v1::R2, v1::REGRESSION).has_value());
  EXPECT_TRUE(CheckScore(v1::LOG_LOSS, v1::REGRESSION).has_value());
}

TEST(SpecFaultTest, BecomesAnInvalidArgument) {
  EXPECT_THAT(ToStatus(SpecFault{"score", "score is RMSE"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "score is RMSE"));
  EXPECT_THAT(ToStatus(std::optional<SpecFault>()), IsOk());
}

}  // namespace
}  // namespace rung
