#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/model/trained_model.h"

namespace rung {

// What a model says of rows.
struct Predictions {
  std::size_t rows = 0;
  std::vector<std::size_t> classes;  // classification: the most probable class, the first of equals
  std::vector<float> probabilities;  // classification: (rows, classes), row by row
  std::vector<double> values;        // regression: in the label's own unit
};

// Of rows that are encoded as `model.encoding` says: (rows, inputs), row by row. CheckModel has
// passed the model.
Predictions Predict(const TrainedModel& model, std::vector<float> inputs, std::size_t rows);

// The first row of which the model says what is no number, as where its weights are so large that
// a layer overflows.
std::optional<std::size_t> FirstNotFinite(const Predictions& predictions);

}  // namespace rung
