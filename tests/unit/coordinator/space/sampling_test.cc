#include "coordinator/space/sampling.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

#include "common/spec/spec_defaults.h"
#include "tests/unit/common/spec/spec_text.h"

namespace rung {
namespace {

constexpr int kDraws = 20'000;

// The fields of draw 0 of many trials.
std::vector<v1::Configuration> Draws(const std::string& space, int count = kDraws) {
  const v1::SearchSpec spec = WithDefaults(RandomSearchOf(1, space));
  std::vector<v1::Configuration> draws;
  for (int trial = 0; trial < count; ++trial) draws.push_back(DrawConfiguration(spec, trial, 0));
  return draws;
}

template <typename Value>
std::map<Value, double> Shares(const std::vector<Value>& values) {
  std::map<Value, double> shares;
  for (const Value& value : values) shares[value] += 1.0 / static_cast<double>(values.size());
  return shares;
}

std::vector<int> BatchSizes(const std::string& parameter) {
  std::vector<int> values;
  for (const auto& draw : Draws("batch_size {" + parameter + "}")) {
    values.push_back(draw.batch_size());
  }
  return values;
}

std::vector<double> LearningRates(const std::string& parameter) {
  std::vector<double> values;
  for (const auto& draw : Draws("learning_rate {" + parameter + "}")) {
    values.push_back(draw.learning_rate());
  }
  return values;
}

// Pearson's statistic; with d degrees of freedom it has mean d and variance 2 d.
double ChiSquare(const std::map<int, double>& shares, const std::map<int, double>& expected) {
  double sum = 0;
  for (const auto& [value, share] : expected) {
    const double seen = shares.contains(value) ? shares.at(value) : 0;
    sum += (seen - share) * (seen - share) / share * kDraws;
  }
  return sum;
}

double MostLikely(int degrees) { return degrees + 5 * std::sqrt(2.0 * degrees); }

TEST(SampleIntegerTest, GivesEachWholeNumberTheSameChance) {
  const auto shares = Shares(BatchSizes("min: 3 max: 12"));
  std::map<int, double> expected;
  for (int value = 3; value <= 12; ++value) expected[value] = 0.1;
  EXPECT_EQ(shares.size(), expected.size());
  EXPECT_LT(ChiSquare(shares, expected), MostLikely(9));
}

TEST(SampleIntegerTest, GivesEachStepTheSameChance) {
  const auto shares = Shares(BatchSizes("min: 10 max: 29 step: 5"));
  const std::map<int, double> expected = {{10, 0.25}, {15, 0.25}, {20, 0.25}, {25, 0.25}};
  EXPECT_EQ(shares.size(), expected.size());
  EXPECT_LT(ChiSquare(shares, expected), MostLikely(3));
}

TEST(SampleIntegerTest, UnderLogGivesEachNumberTheShareOfItsLogarithm) {
  const auto shares = Shares(BatchSizes("min: 1 max: 20 scale: LOG"));
  std::map<int, double> expected;
  for (int value = 1; value <= 20; ++value) {
    expected[value] = std::log((value + 0.5) / (value - 0.5)) / std::log(20.5 / 0.5);
  }
  EXPECT_EQ(shares.size(), expected.size());
  EXPECT_LT(ChiSquare(shares, expected), MostLikely(19));
}

TEST(SampleIntegerTest, UnderLogWithAStepStaysOnTheSteps) {
  for (const int value : BatchSizes("min: 8 max: 100 step: 8 scale: LOG")) {
    ASSERT_EQ(value % 8, 0);
    ASSERT_GE(value, 8);
    ASSERT_LE(value, 96);
  }
}

TEST(SampleIntegerTest, GivesEachListedValueTheSameChance) {
  const auto shares = Shares(BatchSizes("values: [64, 16, 256]"));
  EXPECT_EQ(shares.size(), 3U);
  EXPECT_LT(ChiSquare(shares, {{16, 1 / 3.0}, {64, 1 / 3.0}, {256, 1 / 3.0}}), MostLikely(2));
}

TEST(SampleFloatTest, IsEvenOverTheRange) {
  std::vector<int> tenths;
  for (const double value : LearningRates("min: 2 max: 3")) {
    ASSERT_GE(value, 2);
    ASSERT_LE(value, 3);
    tenths.push_back(std::min(9, static_cast<int>((value - 2) * 10)));
  }
  std::map<int, double> expected;
  for (int tenth = 0; tenth < 10; ++tenth) expected[tenth] = 0.1;
  EXPECT_LT(ChiSquare(Shares(tenths), expected), MostLikely(9));
}

TEST(SampleFloatTest, UnderLogIsEvenOverTheDecades) {
  std::vector<int> decades;
  for (const double value : LearningRates("min: 1e-5 max: 1e-1 scale: LOG")) {
    ASSERT_GE(value, 1e-5);
    ASSERT_LE(value, 1e-1);
    decades.push_back(std::min(-2, static_cast<int>(std::floor(std::log10(value)))));
  }
  EXPECT_LT(ChiSquare(Shares(decades), {{-5, 0.25}, {-4, 0.25}, {-3, 0.25}, {-2, 0.25}}),
            MostLikely(3));
}

TEST(SampleFloatTest, HasSixSignificantDigits) {
  for (const double value : LearningRates("min: 1e-5 max: 1e-1 scale: LOG")) {
    ASSERT_EQ(value, std::stod(fmt::format("{:.6g}", value)));
  }
}

TEST(SampleFloatTest, StaysWithinBoundsOfMoreThanSixDigits) {
  for (const double value : LearningRates("min: 0.12345678 max: 0.12345688")) {
    ASSERT_GE(value, 0.12345678);
    ASSERT_LE(value, 0.12345688);
  }
}

TEST(SampleFloatTest, GivesEachStepTheSameChanceAsItIsWritten) {
  const auto shares = Shares(LearningRates("min: 0.1 max: 0.5 step: 0.1"));
  ASSERT_EQ(shares.size(), 5U);
  for (const double value : {0.1, 0.2, 0.3, 0.4, 0.5}) {
    ASSERT_TRUE(shares.contains(value)) << value;
    EXPECT_NEAR(shares.at(value), 0.2, 0.015);
  }
}

TEST(SampleFloatTest, UnderLogRoundsToTheNearestStep) {
  const auto shares = Shares(LearningRates("min: 0.1 max: 0.5 step: 0.1 scale: LOG"));
  ASSERT_EQ(shares.size(), 5U);
  EXPECT_NEAR(shares.at(0.1), std::log(1.5) / std::log(5), 0.015);
  EXPECT_NEAR(shares.at(0.3), std::log(3.5 / 2.5) / std::log(5), 0.015);
}

TEST(SampleFloatTest, TakesListedValuesAsTheyAre) {
  const auto shares = Shares(LearningRates("values: [0.123456789, 3]"));
  EXPECT_NEAR(shares.at(0.123456789), 0.5, 0.02);
  EXPECT_NEAR(shares.at(3), 0.5, 0.02);
}

constexpr char kWideSpace[] =
    "hidden_layers { min: 0 max: 4 } units_per_layer { min: 8 max: 512 } "
    "learning_rate { min: 1e-4 max: 0.1 scale: LOG } activation: [RELU, TANH, SIGMOID] "
    "batch_size { min: 16 max: 256 } epochs { min: 1 max: 50 } optimizer: [SGD, ADAM, ADAMW] "
    "momentum { min: 0 max: 0.9 } weight_decay { min: 0 max: 0.1 } dropout { min: 0 max: 0.5 } "
    "learning_rate_schedule: [CONSTANT, COSINE, STEP] warmup { min: 0 max: 0.3 } "
    "gradient_clip { values: [0, 1, 5] } label_smoothing { min: 0 max: 0.2 } "
    "class_weight: [EQUAL, BALANCED] ";

TEST(DrawConfigurationTest, ChangesOnlyTheParameterThatIsChanged) {
  const auto before = Draws(kWideSpace, 200);
  v1::SearchSpec spec = WithDefaults(RandomSearchOf(1, kWideSpace));
  spec.mutable_space()->mutable_learning_rate()->Clear();
  spec.mutable_space()->mutable_learning_rate()->set_value(0.5);
  spec.mutable_space()->mutable_hidden_layers()->set_min(4);
  for (int trial = 0; trial < 200; ++trial) {
    v1::Configuration expected = before[static_cast<std::size_t>(trial)];
    v1::Configuration after = DrawConfiguration(spec, trial, 0);
    ASSERT_EQ(after.learning_rate(), 0.5);
    ASSERT_EQ(after.hidden_layers(), 4);
    for (int layer = 0; layer < expected.hidden_layers(); ++layer) {
      ASSERT_EQ(after.units(layer), expected.units(layer));
    }
    for (v1::Configuration* configuration : {&expected, &after}) {
      configuration->clear_learning_rate();
      configuration->clear_hidden_layers();
      configuration->clear_units();
    }
    ASSERT_EQ(after.DebugString(), expected.DebugString());
  }
}

TEST(DrawConfigurationTest, DependsOnSeedTrialAndDraw) {
  v1::SearchSpec spec = WithDefaults(RandomSearchOf(1, kWideSpace));
  const std::string first = DrawConfiguration(spec, 5, 0).DebugString();
  EXPECT_EQ(DrawConfiguration(spec, 5, 0).DebugString(), first);
  EXPECT_NE(DrawConfiguration(spec, 6, 0).DebugString(), first);
  EXPECT_NE(DrawConfiguration(spec, 5, 1).DebugString(), first);
  spec.set_seed(8);
  EXPECT_NE(DrawConfiguration(spec, 5, 0).DebugString(), first);
}

TEST(DrawConfigurationTest, GivesEachHiddenLayerAWidth) {
  bool widths_differ = false;
  for (const auto& draw : Draws(kWideSpace, 100)) {
    ASSERT_EQ(draw.units_size(), draw.hidden_layers());
    if (draw.units_size() > 1) widths_differ |= draw.units(0) != draw.units(1);
  }
  EXPECT_TRUE(widths_differ);
}

TEST(DrawConfigurationTest, SharesOneWidthAmongAllLayers) {
  for (const auto& draw : Draws("hidden_layers { value: 3 } units { min: 8 max: 512 }", 100)) {
    ASSERT_EQ(draw.units_size(), 3);
    ASSERT_EQ(draw.units(0), draw.units(1));
    ASSERT_EQ(draw.units(0), draw.units(2));
  }
}

TEST(DrawConfigurationTest, HasTheEpochsOfTheTopRungUnderHalving) {
  const v1::SearchSpec spec = WithDefaults(HalvingOf("trials: 81 epochs: 81"));
  EXPECT_EQ(DrawConfiguration(spec, 0, 0).epochs(), 81);
}

}  // namespace
}  // namespace rung
