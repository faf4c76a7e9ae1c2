#include "worker/mlp/numerics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rung::mlp {
namespace {

TEST(NumericsTest, NamesTrainerArchitectureCompilerAndInstructionSet) {
  for (const InstructionSet& set : InstructionSets()) {
    EXPECT_THAT(Numerics(set),
                testing::MatchesRegex(
                    "rung-trainer-[0-9]+ [a-z0-9_]+ (gcc|clang)-[0-9]+\\.[0-9]+ [a-z0-9-]+"));
  }
}

TEST(NumericsTest, ArithmeticChoosesTheKernels) {
  const InstructionSet& set = InstructionSets().front();
  EXPECT_EQ(&KernelsFor(set, v1::FUSED), set.fused);
  EXPECT_EQ(&KernelsFor(set, v1::SEPARATE), set.separate);
}

}  // namespace
}  // namespace rung::mlp
