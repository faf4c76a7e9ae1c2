#pragma once

#include <cstddef>
#include <cstdint>

#include "worker/mlp/kernels/kernels.h"

namespace rung::mlp::RUNG_KERNELS {

// Blocks that are made side by side, one a lane.
inline constexpr std::size_t kBlocksAtOnce = 16;

// The state of Philox4x32 (Salmon et al. 2011) for many blocks.
struct PhiloxLanes {
  std::uint32_t words[4][kBlocksAtOnce];

  void Round(std::uint32_t key0, std::uint32_t key1) {
    constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
    constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
    for (std::size_t l = 0; l < kBlocksAtOnce; ++l) {
      const std::uint64_t product0 = kMultiplier0 * words[0][l];
      const std::uint64_t product1 = kMultiplier1 * words[2][l];
      words[0][l] = static_cast<std::uint32_t>(product1 >> 32) ^ words[1][l] ^ key0;
      words[1][l] = static_cast<std::uint32_t>(product1);
      words[2][l] = static_cast<std::uint32_t>(product0 >> 32) ^ words[3][l] ^ key1;
      words[3][l] = static_cast<std::uint32_t>(product0);
    }
  }
};

inline PhiloxLanes BlocksFrom(const RandomStream& stream, std::uint32_t first) {
  PhiloxLanes lanes;
  for (std::size_t l = 0; l < kBlocksAtOnce; ++l) {
    lanes.words[0][l] = first + static_cast<std::uint32_t>(l);
    lanes.words[1][l] = stream.step;
    lanes.words[2][l] = stream.trial;
    lanes.words[3][l] = stream.purpose;
  }
  auto key0 = static_cast<std::uint32_t>(stream.seed);
  auto key1 = static_cast<std::uint32_t>(stream.seed >> 32);
  for (int round = 0; round < 10; ++round) {
    lanes.Round(key0, key1);
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return lanes;
}

// See kernels.h.
inline void RandomWords(const RandomStream& stream, std::uint32_t first, std::size_t blocks,
                        std::uint32_t* words) {
  for (std::size_t done = 0; done < blocks; done += kBlocksAtOnce) {
    const PhiloxLanes lanes = BlocksFrom(stream, first + static_cast<std::uint32_t>(done));
    const std::size_t count = blocks - done < kBlocksAtOnce ? blocks - done : kBlocksAtOnce;
    for (std::size_t l = 0; l < count; ++l) {
      for (std::size_t w = 0; w < 4; ++w) words[4 * (done + l) + w] = lanes.words[w][l];
    }
  }
}

}  // namespace rung::mlp::RUNG_KERNELS
