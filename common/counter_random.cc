#include "common/counter_random.h"

#include <Random123/philox.h>

#include <numeric>
#include <utility>

namespace rung {

CounterRandom::CounterRandom(std::uint64_t seed, RandomPurpose purpose, std::uint32_t trial,
                             std::uint32_t step)
    : seed_(seed), purpose_(static_cast<std::uint32_t>(purpose)), trial_(trial), step_(step) {}

std::array<std::uint32_t, 4> CounterRandom::Block(std::uint32_t index) const {
  const r123::Philox4x32::ctr_type counter = {{index, step_, trial_, purpose_}};
  const r123::Philox4x32::key_type key = {
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
  const auto words = r123::Philox4x32{}(counter, key);
  return {words[0], words[1], words[2], words[3]};
}

std::uint64_t CounterRandom::Bits(std::uint32_t index) const {
  const auto words = Block(index);
  return (static_cast<std::uint64_t>(words[1]) << 32) | words[0];
}

double CounterRandom::Uniform(std::uint32_t index) const {
  return static_cast<double>(Bits(index) >> 11) * 0x1p-53;
}

std::uint64_t CounterRandom::Scaled(std::uint64_t bits, std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * bound) >> 64);
}

std::uint64_t CounterRandom::Below(std::uint32_t index, std::uint64_t bound) const {
  return Scaled(Bits(index), bound);
}

std::vector<std::uint32_t> CounterRandom::Permutation(std::uint32_t size) const {
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t left = size; left > 1; --left) {
    std::swap(order[left - 1], order[Below(left, left)]);
  }
  return order;
}

}  // namespace rung
