#include "worker/mlp/initial_weights.h"

#include <algorithm>
#include <cmath>

#include "common/counter_random.h"

namespace rung::mlp {
namespace {

// Fills with numbers even over [-limit, limit), in steps of limit / 2^23.
void FillEvenly(const CounterRandom& random, float limit, std::span<float> weights) {
  for (std::size_t i = 0; i < weights.size(); i += 4) {
    const auto words = random.Block(static_cast<std::uint32_t>(i / 4));
    for (std::size_t j = 0; j < std::min<std::size_t>(4, weights.size() - i); ++j) {
      weights[i + j] = limit * (static_cast<float>(words[j] >> 8) * 0x1p-23F - 1);
    }
  }
}

}  // namespace

void FillInitialWeights(const NetworkShape& shape, v1::Activation activation, std::uint64_t seed,
                        std::uint32_t trial, std::span<float> parameters) {
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (std::size_t l = 0; l < shape.layers().size(); ++l) {
    const LayerShape& layer = shape.layers()[l];
    const bool is_relu = activation == v1::RELU && l < shape.hidden_layers();
    const std::size_t fan = is_relu ? layer.inputs : layer.inputs + layer.outputs;
    const auto limit = static_cast<float>(std::sqrt(6 / static_cast<double>(fan)));
    const CounterRandom random(seed, RandomPurpose::kInitialWeights, trial,
                               static_cast<std::uint32_t>(l));
    FillEvenly(random, limit, parameters.subspan(layer.weights, layer.inputs * layer.outputs));
  }
}

}  // namespace rung::mlp
