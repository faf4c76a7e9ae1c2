#include "worker/mlp/initial_weights.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/counter_random.h"
#include "worker/mlp/matrix.h"

namespace rung::mlp {
namespace {

// Whether about half of what the activation is given comes to nothing.
bool HalvesVariance(v1::Activation activation) {
  return activation != v1::TANH && activation != v1::SIGMOID;
}

// Fills a layer's weights, row by row, with numbers even over [-limit, limit), in steps
// of limit / 2^23.
void FillEvenly(const CounterRandom& random, float limit, PanelView<float> weights) {
  std::array<std::uint32_t, 4> words{};
  std::uint32_t drawn = 0;
  for (std::size_t i = 0; i < weights.rows; ++i) {
    for (std::size_t j = 0; j < weights.columns; ++j, ++drawn) {
      if (drawn % 4 == 0) words = random.Block(drawn / 4);
      weights.at(i, j) = limit * (static_cast<float>(words[drawn % 4] >> 8) * 0x1p-23F - 1);
    }
  }
}

}  // namespace

void FillInitialWeights(const NetworkShape& shape, v1::Activation activation, std::uint64_t seed,
                        std::uint32_t trial, std::span<float> parameters) {
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (std::size_t l = 0; l < shape.layers().size(); ++l) {
    const LayerShape& layer = shape.layers()[l];
    const bool is_halving = HalvesVariance(activation) && l < shape.hidden_layers();
    const std::size_t fan = is_halving ? layer.inputs : layer.inputs + layer.outputs;
    const auto limit = static_cast<float>(std::sqrt(6 / static_cast<double>(fan)));
    const CounterRandom random(seed, RandomPurpose::kInitialWeights, trial,
                               static_cast<std::uint32_t>(l));
    FillEvenly(random, limit, {parameters.data() + layer.weights, layer.inputs, layer.outputs});
  }
}

}  // namespace rung::mlp
