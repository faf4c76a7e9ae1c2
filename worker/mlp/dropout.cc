#include "worker/mlp/dropout.h"

#include <algorithm>

#include "common/counter_random.h"

namespace rung::mlp {

void FillDropoutMask(const MaskPlace& place, std::size_t position, double dropout,
                     MatrixView<float> mask) {
  // Epochs are at most 1,000,000, so that epoch and layer fit a step.
  const CounterRandom random(place.seed, RandomPurpose::kDropout, place.trial,
                             place.epoch * 64 + place.layer);
  const auto dropped_below = static_cast<std::uint32_t>(dropout * 0x1p32);
  const auto kept = static_cast<float>(1 / (1 - dropout));
  const std::size_t blocks = (mask.columns + 3) / 4;
  for (std::size_t i = 0; i < mask.rows; ++i) {
    float* row = mask.row(i);
    for (std::size_t block = 0; block < blocks; ++block) {
      const auto words = random.Block(static_cast<std::uint32_t>((position + i) * blocks + block));
      const std::size_t end = std::min(mask.columns, 4 * block + 4);
      for (std::size_t j = 4 * block; j < end; ++j) {
        row[j] = words[j % 4] < dropped_below ? 0.0F : kept;
      }
    }
  }
}

}  // namespace rung::mlp
