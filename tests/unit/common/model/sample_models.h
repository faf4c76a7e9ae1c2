#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "common/model/trained_model.h"

// Small models for tests.
namespace rung {

// Two numeric columns with a categorical one between them; six inputs.
inline Encoding MixedColumns() {
  Encoding encoding;
  encoding.columns = {
      {.name = "age", .is_numeric = true, .mean = 40, .scale = 10, .has_missing_input = true},
      {.name = "colour", .categories = {"blue", "dark red", "grün"}},
      {.name = "size", .is_numeric = true, .mean = -0.125, .scale = 1e-3}};
  encoding.label = "kind";
  return encoding;
}

inline Encoding MixedClasses() {
  Encoding encoding = MixedColumns();
  encoding.objective = v1::CLASSIFICATION;
  encoding.class_names = {"-1", "0", "cat, tame"};
  return encoding;
}

inline Encoding MixedRegression() {
  Encoding encoding = MixedColumns();
  encoding.objective = v1::REGRESSION;
  encoding.target_mean = 100;
  encoding.target_scale = 20;
  return encoding;
}

// Weights of -1 to 1, others for each layer.
inline DenseLayer WavyLayer(std::size_t inputs, std::size_t outputs) {
  DenseLayer layer{.inputs = inputs, .outputs = outputs, .weights = {}, .biases = {}};
  for (std::size_t i = 0; i < inputs * outputs; ++i) {
    layer.weights.push_back(std::sin(static_cast<float>(3 * i + outputs)));
  }
  for (std::size_t i = 0; i < outputs; ++i) {
    layer.biases.push_back(std::cos(static_cast<float>(5 * i + inputs)));
  }
  return layer;
}

inline TrainedModel WavyModel(const Encoding& encoding, v1::Activation activation = v1::TANH) {
  const std::size_t outputs = std::max(encoding.class_names.size(), std::size_t{1});
  TrainedModel model;
  model.encoding = encoding;
  model.network = {.activation = activation,
                   .layers = {WavyLayer(6, 5), WavyLayer(5, 4), WavyLayer(4, outputs)}};
  return model;
}

inline constexpr v1::Activation kActivations[] = {v1::RELU, v1::LEAKY_RELU, v1::ELU,    v1::GELU,
                                                  v1::SILU, v1::TANH,       v1::SIGMOID};

}  // namespace rung
