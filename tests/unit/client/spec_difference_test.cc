#include "client/spec_difference.h"

#include <gtest/gtest.h>

#include "common/spec/spec_defaults.h"
#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

v1::SearchSpec Recorded() { return WithDefaults(Parsed<v1::SearchSpec>(kSpecText)); }

TEST(SpecDifferenceTest, IsEmptyForTheSameFileElsewhere) {
  v1::SearchSpec wanted = Recorded();
  wanted.mutable_data()->set_file("/elsewhere/flowers.npy");
  wanted.mutable_data()->set_label_file("/elsewhere/kinds.npy");
  wanted.mutable_data()->clear_objective();
  wanted.clear_score();
  EXPECT_EQ(SpecDifference(Recorded(), wanted), "");
}

TEST(SpecDifferenceTest, NamesEachFieldWithBothValues) {
  v1::SearchSpec wanted = Recorded();
  wanted.set_seed(8);
  wanted.mutable_successive_halving()->set_trials(27);
  EXPECT_EQ(SpecDifference(Recorded(), wanted),
            "modified: seed: 7 -> 8; modified: successive_halving.trials: 9 -> 27");
}

TEST(SpecDifferenceTest, CountsAScoreThatIsGiven) {
  v1::SearchSpec wanted = Recorded();
  wanted.set_score(v1::LOG_LOSS);
  EXPECT_EQ(SpecDifference(Recorded(), wanted), "modified: score: ACCURACY -> LOG_LOSS");
}

}  // namespace
}  // namespace rung
