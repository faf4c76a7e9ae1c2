#include "common/model/activation.h"

#include <cmath>

namespace rung {
namespace {

float Sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

float Gelu(float x) {
  constexpr float kRoot = 0.79788456F;  // of 2 / pi
  return x * (1 + std::tanh(kRoot * (x + 0.044715F * x * x * x))) / 2;
}

void ForEach(std::span<float> values, auto function) {
  for (float& value : values) value = function(value);
}

}  // namespace

void Activate(v1::Activation activation, std::span<float> values) {
  switch (activation) {
    case v1::LEAKY_RELU:
      return ForEach(values, [](float x) { return x < 0 ? 0.01F * x : x; });
    case v1::ELU:
      return ForEach(values, [](float x) { return x < 0 ? std::expm1(x) : x; });
    case v1::GELU:
      return ForEach(values, &Gelu);
    case v1::SILU:
      return ForEach(values, [](float x) { return x * Sigmoid(x); });
    case v1::TANH:
      return ForEach(values, [](float x) { return std::tanh(x); });
    case v1::SIGMOID:
      return ForEach(values, &Sigmoid);
    default:
      return ForEach(values, [](float x) { return x < 0 ? 0.0F : x; });
  }
}

}  // namespace rung
