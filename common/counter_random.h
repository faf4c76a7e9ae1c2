#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace rung {

// What random numbers are for. Streams of different purposes never meet.
enum class RandomPurpose : std::uint32_t {
  kConfiguration = 1,
  kInitialWeights = 2,
  kRowOrder = 3,
  kDropout = 4,
  kSplit = 5,
  kBootstrap = 6,
};

// Random numbers without a state: each is a function of where it stands, so no
// order of events can change it and nothing has to be saved. Philox4x32-10
// (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") keyed by
// the seed, with the counter (index, step, trial, purpose).
class CounterRandom {
 public:
  // `step` is whatever numbers the streams of one trial and purpose: an epoch, a draw.
  CounterRandom(std::uint64_t seed, RandomPurpose purpose, std::uint32_t trial, std::uint32_t step);

  // The four 32-bit words at `index`.
  std::array<std::uint32_t, 4> Block(std::uint32_t index) const;

  // Uniform over all 64-bit numbers.
  std::uint64_t Bits(std::uint32_t index) const;

  // Uniform over [0, 1), a multiple of 2^-53.
  double Uniform(std::uint32_t index) const;

  // Turns Bits into a number that is uniform over 0 … bound - 1; bound is at least 1.
  static std::uint64_t Scaled(std::uint64_t bits, std::uint64_t bound);

  // Uniform over 0 … bound - 1; bound is at least 1.
  std::uint64_t Below(std::uint32_t index, std::uint64_t bound) const;

  // The numbers 0 … size - 1 in random order (Fisher-Yates).
  std::vector<std::uint32_t> Permutation(std::uint32_t size) const;

 private:
  std::uint64_t seed_;
  std::uint32_t purpose_;
  std::uint32_t trial_;
  std::uint32_t step_;
};

}  // namespace rung
