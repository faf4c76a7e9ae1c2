#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "common/counter_random.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/matrix.h"

// What the kernels compute, as digests. They are those of every instruction set of x86-64
// and of 64-bit ARM, by GCC and by Clang: a processor or compiler that gives other bits
// fails here. A change of the kernels that means to give others raises the trainer's
// version and takes the new digests.
namespace rung::mlp {
namespace {

constexpr std::size_t kRows = 37;
constexpr std::size_t kDepth = 300;
constexpr std::size_t kColumns = 50;

// Fowler, Noll and Vo's 64-bit hash, variant 1a.
template <typename T>
std::uint64_t Hash(const AlignedVector<T>& numbers) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const T number : numbers) {
    hash = (hash ^ std::bit_cast<std::uint32_t>(number)) * 0x100000001b3;
  }
  return hash;
}

AlignedVector<float> Numbers(std::size_t size, std::uint32_t stream) {
  const CounterRandom random(3, RandomPurpose::kInitialWeights, 0, stream);
  AlignedVector<float> numbers(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    numbers[i] = static_cast<float>(2 * random.Uniform(i) - 1) / 4;
  }
  return numbers;
}

// One digest over what all kernels give in turn.
std::uint64_t DigestOf(const Kernels<float>& kernels) {
  std::uint64_t digest = 0;
  const auto add = [&digest](const auto& numbers) {
    digest = std::rotl(digest, 7) ^ Hash(numbers);
  };
  const AlignedVector<float> a = Numbers(PanelSize(kRows, kDepth), 1);
  const AlignedVector<float> b = Numbers(PanelSize(kDepth, kColumns), 2);
  AlignedVector<float> c(PanelSize(kRows, kColumns));
  kernels.multiply(a.data(), kRows, kDepth, b.data(), nullptr, kColumns, c.data());
  add(c);
  for (const auto* activation : {&kernels.relu, &kernels.leaky_relu, &kernels.elu, &kernels.gelu,
                                 &kernels.silu, &kernels.tanh, &kernels.sigmoid}) {
    AlignedVector<float> values = c;
    AlignedVector<float> derivatives(c.size());
    activation->apply_and_derive(values.data(), derivatives.data(), values.size());
    add(values);
    add(derivatives);
  }
  AlignedVector<std::int32_t> classes(kRows);
  for (std::size_t i = 0; i < kRows; ++i) classes[i] = static_cast<std::int32_t>(7 * i % kColumns);
  AlignedVector<float> losses(kRows);
  AlignedVector<std::int32_t> predicted(kRows);
  AlignedVector<float> scratch(PanelSize(kPanel, kColumns));
  kernels.cross_entropy(c.data(), kRows, kColumns, {classes.data(), nullptr, 0.1F}, losses.data(),
                        predicted.data(), scratch.data());
  add(c);
  add(losses);
  add(predicted);
  AlignedVector<float> gradient(b.size());
  kernels.multiply_transposed(a.data(), kRows, kDepth, c.data(), kColumns, gradient.data());
  add(gradient);
  const double squares = kernels.sum_squares(gradient.data(), gradient.size());
  add(AlignedVector<float>{static_cast<float>(squares)});
  for (const auto step : {kernels.sgd, kernels.nesterov, kernels.rmsprop, kernels.adam}) {
    AlignedVector<float> parameters = b;
    AlignedVector<float> first(b.size());
    AlignedVector<float> second(b.size());
    for (int i = 0; i < 3; ++i) {
      step({gradient.data(), parameters.data(), first.data(), second.data(), b.size()},
           {.decay = 0.01F, .rate = 0.003F, .momentum = 0.9F, .second_decay = 0.999F});
    }
    add(parameters);
  }
  return digest;
}

TEST(BitsTest, AreThoseOfEveryOtherProcessorAndCompiler) {
  for (const InstructionSet& set : InstructionSets()) {
    EXPECT_EQ(DigestOf(*set.fused), 0x6f6ec453373829d1U) << set.name;
    EXPECT_EQ(DigestOf(*set.separate), 0x3a9ea5e35db2166aU) << set.name;
  }
}

TEST(BitsTest, OfLogOddsAreThoseOfEveryOtherProcessorAndCompiler) {
  AlignedVector<float> logits = Numbers(PanelSize(kRows, kColumns), 3);
  for (float& logit : logits) logit *= 40;
  AlignedVector<float> odds(kRows * kColumns);
  AlignedVector<float> scratch(PanelSize(kPanel, kColumns));
  const auto digest_of = [&](const Kernels<float>& kernels) {
    kernels.log_odds(logits.data(), kRows, kColumns, odds.data(), kRows, scratch.data());
    return Hash(odds);
  };
  for (const InstructionSet& set : InstructionSets()) {
    EXPECT_EQ(digest_of(*set.fused), 0x6ad71466bf07e987U) << set.name;
    EXPECT_EQ(digest_of(*set.separate), 0xec82b23faac91989U) << set.name;
  }
}

}  // namespace
}  // namespace rung::mlp
