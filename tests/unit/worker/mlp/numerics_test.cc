#include "worker/mlp/numerics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Core>

namespace rung::mlp {
namespace {

TEST(NumericsTest, NamesTrainerArchitectureCompilerAndInstructionSet) {
  EXPECT_THAT(Numerics(),
              testing::MatchesRegex(
                  "rung-trainer-[0-9]+ [a-z0-9_]+ (gcc|clang)-[0-9]+\\.[0-9]+ [a-z0-9-]+"));
}

TEST(NumericsTest, PinningTakesTheCachesOfTheMachineOutOfPlay) {
  PinNumerics();
  EXPECT_EQ(Eigen::l1CacheSize(), 32 << 10);
  EXPECT_EQ(Eigen::l2CacheSize(), 512 << 10);
  EXPECT_EQ(Eigen::l3CacheSize(), 4 << 20);
}

}  // namespace
}  // namespace rung::mlp
