#include "common/model/dense_network.h"

#include <limits>

#include "common/model/activation.h"
#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

// Of -2, 0 and 1; from the formulas, to 7 digits.
TEST(ActivateTest, GivesTheValuesOfEachFormula) {
  const std::vector<std::pair<v1::Activation, std::vector<float>>> expected = {
      {v1::RELU, {0, 0, 1}},
      {v1::LEAKY_RELU, {-0.02F, 0, 1}},
      {v1::ELU, {-0.8646647F, 0, 1}},
      {v1::GELU, {-0.0454023F, 0, 0.8411920F}},
      {v1::SILU, {-0.2384058F, 0, 0.7310586F}},
      {v1::TANH, {-0.9640276F, 0, 0.7615942F}},
      {v1::SIGMOID, {0.1192029F, 0.5F, 0.7310586F}}};
  for (const auto& [activation, values] : expected) {
    std::vector<float> x = {-2, 0, 1};
    Activate(activation, x);
    EXPECT_THAT(x, Pointwise(FloatNear(1e-6F), values)) << v1::Activation_Name(activation);
  }
}

TEST(ActivateTest, HoldsFarFromZero) {
  for (const v1::Activation activation : kActivations) {
    std::vector<float> x = {-1e4F, 1e4F};
    Activate(activation, x);
    EXPECT_TRUE(std::isfinite(x[0]) && std::isfinite(x[1])) << v1::Activation_Name(activation);
    EXPECT_GT(x[1], 0.99F);
  }
}

// Two inputs, two hidden units, one output.
DenseNetwork SmallNetwork() {
  return {.activation = v1::RELU,
          .layers = {{.inputs = 2, .outputs = 2, .weights = {1, 2, 3, -4}, .biases = {0.5F, 1}},
                     {.inputs = 2, .outputs = 1, .weights = {2, 10}, .biases = {-1}}}};
}

// (1, 1): 1 + 3 + 0.5 = 4.5 and 2 - 4 + 1 = -1, so 2 * 4.5 - 1 = 8. (2, 0): 2.5 and 5, so 54.
TEST(NetworkOutputsTest, AreThoseComputedByHand) {
  EXPECT_THAT(NetworkOutputs(SmallNetwork(), {1, 1, 2, 0}, 2), ElementsAre(8, 54));
}

TEST(CheckNetworkTest, NamesWhatIsWrong) {
  EXPECT_THAT(CheckNetwork(SmallNetwork()), IsOk());
  const auto expect_refused = [](const auto& change, const std::string& message) {
    DenseNetwork network = SmallNetwork();
    change(network);
    EXPECT_THAT(CheckNetwork(network),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  expect_refused([](DenseNetwork& n) { n.layers.clear(); }, "no layer");
  expect_refused([](DenseNetwork& n) { n.layers[0].weights.pop_back(); }, "layer 0 has 3 weights");
  expect_refused([](DenseNetwork& n) { n.layers[1].biases.clear(); }, "layer 1 has 2 weights");
  expect_refused([](DenseNetwork& n) { n.layers[1].outputs = 0; }, "layer 1 has no inputs");
  expect_refused([](DenseNetwork& n) { n.layers[1] = WavyLayer(3, 1); }, "takes 3 inputs");
  expect_refused(
      [](DenseNetwork& n) { n.layers[0].biases[0] = std::numeric_limits<float>::infinity(); },
      "not finite");
  expect_refused([](DenseNetwork& n) { n.activation = v1::ACTIVATION_UNSPECIFIED; },
                 "no activation of the number 0");
  expect_refused([](DenseNetwork& n) { n.activation = static_cast<v1::Activation>(99); },
                 "no activation of the number 99");
}

}  // namespace
}  // namespace rung
