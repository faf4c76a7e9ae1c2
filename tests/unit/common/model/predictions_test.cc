#include "common/model/predictions.h"

#include <cmath>
#include <utility>

#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

// One input, straight to the outputs.
TrainedModel OneLayer(std::vector<float> weights, std::vector<float> biases) {
  TrainedModel model;
  model.encoding.columns = {{.name = "x", .is_numeric = true}};
  model.encoding.objective = v1::REGRESSION;
  const std::size_t outputs = biases.size();
  model.network.layers = {{.inputs = 1,
                           .outputs = outputs,
                           .weights = std::move(weights),
                           .biases = std::move(biases)}};
  return model;
}

TrainedModel ThreeClasses() {
  TrainedModel model = OneLayer({0, 1, 1}, {0, 0, 0});
  model.encoding.objective = v1::CLASSIFICATION;
  model.encoding.class_names = {"a", "b", "c"};
  return model;
}

TEST(PredictTest, GivesProbabilitiesBySoftmax) {
  const Predictions predictions = Predict(ThreeClasses(), {std::log(2.0F), -1}, 2);
  EXPECT_THAT(predictions.probabilities,
              ElementsAre(FloatNear(0.2F, 1e-6F), FloatNear(0.4F, 1e-6F), FloatNear(0.4F, 1e-6F),
                          FloatNear(0.5761169F, 1e-6F), FloatNear(0.2119416F, 1e-6F),
                          FloatNear(0.2119416F, 1e-6F)));
}

TEST(PredictTest, TakesTheFirstOfEquallyProbableClasses) {
  EXPECT_THAT(Predict(ThreeClasses(), {1, -1}, 2).classes, ElementsAre(1U, 0U));
}

TEST(PredictTest, HoldsForLogitsThatWouldOverflow) {
  const Predictions predictions = Predict(ThreeClasses(), {1e30F}, 1);
  EXPECT_THAT(predictions.probabilities, ElementsAre(0, 0.5F, 0.5F));
}

TEST(PredictTest, GivesValuesInTheLabelsUnit) {
  TrainedModel model = OneLayer({0.5F}, {1});
  model.encoding.target_mean = 100;
  model.encoding.target_scale = 20;
  const Predictions predictions = Predict(model, {3, -2}, 2);
  EXPECT_THAT(predictions.values, ElementsAre(DoubleEq(150), DoubleEq(100)));
  EXPECT_THAT(predictions.classes, testing::IsEmpty());
}

TEST(CheckModelTest, ComparesTheNetworkWithColumnsAndLabel) {
  EXPECT_THAT(CheckModel(WavyModel(MixedClasses())), IsOk());
  EXPECT_THAT(CheckModel(WavyModel(MixedRegression())), IsOk());
  TrainedModel model = WavyModel(MixedClasses());
  model.encoding.class_names.pop_back();
  EXPECT_THAT(CheckModel(model), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("6 inputs and 3 outputs, but the columns and "
                                                    "the label need 6 and 2")));
}

}  // namespace
}  // namespace rung
