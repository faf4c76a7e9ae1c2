#include "common/spec/space_size.h"

#include <gtest/gtest.h>

#include "common/spec/spec_defaults.h"
#include "tests/unit/common/spec/spec_text.h"

namespace rung {
namespace {

std::optional<std::uint64_t> SizeOf(const std::string& space) {
  return DistinctConfigurations(WithDefaults(RandomSearchOf(1, space)));
}

TEST(DistinctConfigurationsTest, MultipliesTheValuesOfParameters) {
  EXPECT_EQ(SizeOf(""), 1);
  EXPECT_EQ(SizeOf("activation: [RELU, TANH] optimizer: [SGD, ADAM, ADAMW] "
                   "learning_rate { values: [0.1, 0.01] } batch_size { min: 16 max: 64 step: 16 } "
                   "epochs { min: 1 max: 5 } learning_rate_schedule: [CONSTANT, COSINE]"),
            2 * 3 * 2 * 4 * 5 * 2);
}

TEST(DistinctConfigurationsTest, CountsTheStepsOfARange) {
  EXPECT_EQ(SizeOf("dropout { min: 0 max: 0.3 step: 0.1 }"), 4);
  EXPECT_EQ(SizeOf("dropout { min: 0 max: 0.35 step: 0.1 }"), 4);
  EXPECT_EQ(SizeOf("batch_size { min: 10 max: 19 step: 3 }"), 4);
}

TEST(DistinctConfigurationsTest, CountsTheNumbersOfANarrowRangeWithoutAStep) {
  EXPECT_EQ(SizeOf("learning_rate { min: 0.001 max: 0.00100003 }"), 4);
  // The ends round to 0.1 and 0.100002.
  EXPECT_EQ(SizeOf("learning_rate { min: 0.09999996 max: 0.1000021 }"), 3);
  EXPECT_EQ(SizeOf("learning_rate { min: 0.0999998 max: 0.100001 scale: LOG }"), 4);
  EXPECT_EQ(SizeOf("learning_rate { min: 0.1 max: 0.9 }"), 800'001);
}

TEST(DistinctConfigurationsTest, CountsNoWidthWithoutHiddenLayers) {
  EXPECT_EQ(SizeOf("hidden_layers { min: 0 max: 2 } units { min: 1 max: 10 }"), 1 + 10 + 10);
  EXPECT_EQ(SizeOf("hidden_layers { min: 0 max: 2 } units_per_layer { min: 1 max: 10 }"),
            1 + 10 + 100);
}

TEST(DistinctConfigurationsTest, HasNoNumberForTheCountless) {
  EXPECT_EQ(SizeOf("dropout { min: 0 max: 0.5 }"), std::nullopt);
  EXPECT_EQ(SizeOf("hidden_layers { value: 32 } units_per_layer { min: 1 max: 64 }"), std::nullopt);
}

TEST(DistinctConfigurationsTest, LeavesOutNetworksOverTheCap) {
  // 8192 * 8192 weights are just allowed.
  EXPECT_EQ(SizeOf("hidden_layers { value: 2 } units { min: 8190 max: 8200 }"), 3);
  // Of the pairs of 1 and 65,536 all but the widest, of triples those without two wide neighbours.
  EXPECT_EQ(SizeOf("hidden_layers { value: 2 } units_per_layer { values: [65536, 1] }"), 3);
  EXPECT_EQ(SizeOf("hidden_layers { value: 3 } units_per_layer { values: [65536, 1] }"), 5);
}

TEST(DistinctConfigurationsTest, GivesUpCountingNetworksOneByOneBeyondAMillion) {
  EXPECT_EQ(SizeOf("hidden_layers { value: 32 } units_per_layer { min: 1 max: 65536 }"),
            std::nullopt);
}

TEST(HiddenWeightsTest, AreThoseBetweenHiddenLayers) {
  v1::Configuration configuration;
  EXPECT_EQ(HiddenWeights(configuration), 0);
  for (const int units : {65'536, 65'536, 2}) configuration.add_units(units);
  EXPECT_EQ(HiddenWeights(configuration), 65'536LL * 65'536 + 65'536 * 2);
}

}  // namespace
}  // namespace rung
