#include "coordinator/space/proposer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "common/spec/space_size.h"
#include "common/spec/spec_defaults.h"
#include "coordinator/space/sampling.h"
#include "tests/unit/common/spec/spec_text.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

constexpr char kSmallSpace[] = "batch_size { min: 1 max: 10 } activation: [RELU, TANH]";

std::vector<std::string> ProposeAll(Proposer& proposer, int count) {
  std::vector<std::string> proposed;
  while (std::ssize(proposed) < count) {
    const auto configuration = proposer.Next();
    EXPECT_THAT(configuration, IsOk());
    proposed.push_back(configuration->SerializeAsString());
  }
  return proposed;
}

TEST(ProposerTest, GivesTheSameConfigurationsForTheSameSpec) {
  const v1::SearchSpec spec = RandomSearchOf(50, "learning_rate { min: 0.1 max: 1 }");
  Proposer first(spec);
  Proposer second(WithDefaults(spec));
  EXPECT_EQ(ProposeAll(first, 50), ProposeAll(second, 50));
  EXPECT_EQ(first.proposed(), 50);
}

TEST(ProposerTest, TakesTheFirstDrawOfATrialUnlessALowerOneHasIt) {
  const v1::SearchSpec spec = WithDefaults(RandomSearchOf(20, kSmallSpace));
  Proposer proposer(spec);
  std::set<std::string> taken;
  for (int trial = 0; trial < 20; ++trial) {
    std::uint32_t draw = 0;
    while (taken.contains(DrawConfiguration(spec, trial, draw).SerializeAsString())) ++draw;
    const std::string expected = DrawConfiguration(spec, trial, draw).SerializeAsString();
    taken.insert(expected);
    EXPECT_EQ(proposer.Next()->SerializeAsString(), expected) << trial;
  }
}

TEST(ProposerTest, ProposesAllOfASmallSpaceAndNoMore) {
  Proposer proposer(RandomSearchOf(20, kSmallSpace));
  const auto all = ProposeAll(proposer, 20);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 20U);
  EXPECT_THAT(proposer.Next(), StatusIs(absl::StatusCode::kResourceExhausted,
                                        HasSubstr("trial 20 has no configuration: 1000000 draws")));
}

TEST(ProposerTest, SkipsNetworksOverTheCap) {
  Proposer proposer(
      RandomSearchOf(100, "hidden_layers { value: 2 } units_per_layer { min: 4096 max: 16384 }"));
  for (int trial = 0; trial < 100; ++trial) {
    const auto configuration = proposer.Next();
    ASSERT_THAT(configuration, IsOk());
    ASSERT_LE(HiddenWeights(*configuration), kMaxHiddenWeights);
  }
}

TEST(ProposerTest, GoesOnFromWhatWasRecorded) {
  const v1::SearchSpec spec = RandomSearchOf(20, kSmallSpace);
  Proposer undisturbed(spec);
  const auto expected = ProposeAll(undisturbed, 20);
  Proposer restarted(spec);
  for (int trial = 0; trial < 12; ++trial) {
    v1::Configuration recorded;
    ASSERT_TRUE(recorded.ParseFromString(expected[static_cast<std::size_t>(trial)]));
    restarted.Adopt(trial, recorded);
  }
  EXPECT_EQ(restarted.proposed(), 12);
  EXPECT_EQ(ProposeAll(restarted, 8),
            std::vector<std::string>(expected.begin() + 12, expected.end()));
}

TEST(ProposerTest, ChangesNothingByAPeekOrByAdoptingTwice) {
  Proposer proposer(RandomSearchOf(20, kSmallSpace));
  const std::string peeked = proposer.Peek()->SerializeAsString();
  EXPECT_EQ(proposer.proposed(), 0);
  const auto first = proposer.Next();
  EXPECT_EQ(first->SerializeAsString(), peeked);
  proposer.Adopt(0, *first);
  EXPECT_EQ(proposer.proposed(), 1);
}

}  // namespace
}  // namespace rung
