#include "worker/mlp/batches.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "common/counter_random.h"

namespace rung::mlp {

void FillRowOrder(const Kernels<float>& kernels, std::uint64_t seed, std::uint32_t trial, int epoch,
                  std::span<std::uint32_t> order) {
  const RandomStream stream{.seed = seed,
                            .step = static_cast<std::uint32_t>(epoch),
                            .trial = trial,
                            .purpose = static_cast<std::uint32_t>(RandomPurpose::kRowOrder)};
  std::iota(order.begin(), order.end(), 0U);
  std::array<std::uint32_t, 4 * kRandomBlocks> words;
  // Fisher and Yates's shuffle from the front; two swaps to a block.
  for (std::size_t first = 0; first < order.size(); first += 2 * kRandomBlocks) {
    kernels.random_words(stream, static_cast<std::uint32_t>(first / 2), kRandomBlocks,
                         words.data());
    const std::size_t count = std::min(2 * kRandomBlocks, order.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t bits = std::uint64_t{words[2 * i + 1]} << 32 | words[2 * i];
      std::swap(order[first + i],
                order[first + i + CounterRandom::Scaled(bits, order.size() - first - i)]);
    }
  }
}

void GatherRows(const Kernels<float>& kernels, const PreparedPart& part, TargetScale scale,
                std::span<const std::uint32_t> chosen, PanelView<float> features,
                LabelBatch& labels) {
  kernels.gather(part.features.data(), features.columns, chosen.data(), chosen.size(),
                 features.data);
  if (!part.classes.empty()) {
    for (std::size_t i = 0; i < chosen.size(); ++i) labels.classes[i] = part.classes[chosen[i]];
  }
  if (!part.targets.empty()) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      labels.targets[i] = scale.Standardise(part.targets[chosen[i]]);
    }
  }
}

}  // namespace rung::mlp
