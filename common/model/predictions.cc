#include "common/model/predictions.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace rung {
namespace {

// Less the greatest of them, so that none overflows.
void Softmax(std::span<float> logits) {
  const float greatest = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (float& value : logits) sum += value = std::exp(value - greatest);
  for (float& value : logits) value /= sum;
}

void ToProbabilities(std::vector<float> logits, std::size_t classes, Predictions& predictions) {
  for (std::size_t begin = 0; begin < logits.size(); begin += classes) {
    const std::span<float> row(logits.data() + begin, classes);
    Softmax(row);
    const auto most = std::max_element(row.begin(), row.end());
    predictions.classes.push_back(static_cast<std::size_t>(most - row.begin()));
  }
  predictions.probabilities = std::move(logits);
}

}  // namespace

std::optional<std::size_t> FirstNotFinite(const Predictions& predictions) {
  const auto first_of = [&](const auto& numbers) -> std::optional<std::size_t> {
    const auto found = std::find_if_not(numbers.begin(), numbers.end(),
                                        [](auto number) { return std::isfinite(number); });
    if (found == numbers.end()) return std::nullopt;
    return static_cast<std::size_t>(found - numbers.begin()) * predictions.rows / numbers.size();
  };
  const std::optional<std::size_t> of_values = first_of(predictions.values);
  return of_values ? of_values : first_of(predictions.probabilities);
}

Predictions Predict(const TrainedModel& model, std::vector<float> inputs, std::size_t rows) {
  std::vector<float> outputs = NetworkOutputs(model.network, std::move(inputs), rows);
  const Encoding& encoding = model.encoding;
  Predictions predictions;
  predictions.rows = rows;
  if (encoding.objective == v1::CLASSIFICATION) {
    ToProbabilities(std::move(outputs), encoding.class_names.size(), predictions);
    return predictions;
  }
  for (const float output : outputs) {
    predictions.values.push_back(static_cast<double>(output) * encoding.target_scale +
                                 encoding.target_mean);
  }
  return predictions;
}

}  // namespace rung
