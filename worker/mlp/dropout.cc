#include "worker/mlp/dropout.h"

#include <algorithm>
#include <array>

#include "common/counter_random.h"

namespace rung::mlp {

void FillDropoutMask(const Kernels<float>& kernels, const MaskPlace& place, std::size_t position,
                     double dropout, PanelView<float> mask) {
  // Epochs are at most 1,000,000, so that epoch and layer fit a step.
  const RandomStream stream{.seed = place.seed,
                            .step = place.epoch * 64 + place.layer,
                            .trial = place.trial,
                            .purpose = static_cast<std::uint32_t>(RandomPurpose::kDropout)};
  const auto dropped_below = static_cast<std::uint32_t>(dropout * 0x1p32);
  const auto kept = static_cast<float>(1 / (1 - dropout));
  // The words are in rows: a panel's row takes four blocks.
  constexpr std::size_t kAtOnce = kRandomBlocks * 4 / kPanel;
  const std::size_t panels = PanelsFor(mask.columns);
  std::array<std::uint32_t, 4 * kRandomBlocks> words;
  for (std::size_t first = 0; first < mask.rows * panels; first += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, mask.rows * panels - first);
    const std::size_t block = (position * panels + first) * (kPanel / 4);
    kernels.random_words(stream, static_cast<std::uint32_t>(block), count * (kPanel / 4),
                         words.data());
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = (first + i) / panels;
      float* factors = &mask.at(row, (first + i) % panels * kPanel);
      const std::uint32_t* drawn = words.data() + i * kPanel;
      for (std::size_t j = 0; j < kPanel; ++j) factors[j] = drawn[j] < dropped_below ? 0.0F : kept;
    }
  }
}

}  // namespace rung::mlp
