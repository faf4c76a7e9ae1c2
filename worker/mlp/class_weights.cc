#include "worker/mlp/class_weights.h"

namespace rung::mlp {

std::vector<float> ClassWeights(v1::ClassWeight kind, std::span<const std::int32_t> classes,
                                std::int32_t class_count) {
  if (kind != v1::BALANCED || classes.empty()) return {};
  std::vector<std::int64_t> counts(static_cast<std::size_t>(class_count));
  for (const std::int32_t one : classes) ++counts[static_cast<std::size_t>(one)];
  std::vector<float> weights;
  for (const std::int64_t count : counts) {
    const auto even = static_cast<double>(classes.size()) / class_count;
    weights.push_back(count == 0 ? 0 : static_cast<float>(even / static_cast<double>(count)));
  }
  return weights;
}

}  // namespace rung::mlp
