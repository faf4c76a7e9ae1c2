#include <gtest/gtest.h>

#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/kernels/instruction_sets.h"

namespace rung::mlp {
namespace {

TEST(RandomWordsTest, AreTheBlocksOfCounterRandom) {
  const RandomStream stream{.seed = 0x123456789abcdef0,
                            .step = 77,
                            .trial = 0xffffffff,
                            .purpose = static_cast<std::uint32_t>(RandomPurpose::kDropout)};
  const CounterRandom random(stream.seed, RandomPurpose::kDropout, stream.trial, stream.step);
  for (const InstructionSet& set : InstructionSets()) {
    for (const std::size_t blocks : {1U, 15U, 16U, 17U, 100U}) {
      constexpr std::uint32_t kFirst = 0xfffffff8;  // runs over the end of the index
      std::vector<std::uint32_t> words(4 * blocks + 1, 5);
      set.fused->random_words(stream, kFirst, blocks, words.data());
      for (std::size_t i = 0; i < blocks; ++i) {
        const auto expected = random.Block(kFirst + static_cast<std::uint32_t>(i));
        for (std::size_t w = 0; w < 4; ++w) ASSERT_EQ(words[4 * i + w], expected[w]) << set.name;
      }
      EXPECT_EQ(words.back(), 5U);
    }
  }
}

}  // namespace
}  // namespace rung::mlp
