#include "client/predict_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "client/label_score.h"
#include "client/render/prediction_view.h"
#include "client/render/text.h"
#include "client/terminal.h"
#include "common/model/predictions.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kMostRows = 256;
constexpr std::size_t kMostNumbers = std::size_t{1} << 22;

struct Batch {
  std::vector<float> inputs;     // row by row
  std::vector<double> expected;  // of each row, as LabelScore tells it
};

absl::Status Print(const std::string& text) {
  if (PrintResult(text)) return absl::OkStatus();
  return absl::InternalError("the results could not be written to stdout");
}

// The next rows; none at the end.
absl::StatusOr<Batch> ReadBatch(const DenseNetwork& network, const LabelScore& score,
                                RawRows& rows) {
  const std::size_t width = network.layers.front().inputs;
  const std::size_t most = RowsTogether(network);
  Batch batch;
  batch.inputs.resize(most * width);
  while (batch.expected.size() < most) {
    const auto inputs = std::span(batch.inputs).subspan(batch.expected.size() * width, width);
    ASSIGN_OR_RETURN(const bool has_row, rows.Next(inputs));
    if (!has_row) break;
    batch.expected.push_back(score.Expected(rows.label()));
  }
  batch.inputs.resize(batch.expected.size() * width);
  return batch;
}

absl::Status CheckFinite(const Predictions& predictions, std::size_t rows_before) {
  const std::optional<std::size_t> row = FirstNotFinite(predictions);
  if (!row) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("what the model says of row {} is no number, as its weights are too large; take "
                  "the model of another trial",
                  rows_before + *row + 1));
}

void AddToScore(const Batch& batch, const Predictions& predictions, LabelScore& score) {
  for (std::size_t i = 0; i < batch.expected.size(); ++i) {
    score.Add(batch.expected[i], predictions.values.empty()
                                     ? static_cast<double>(predictions.classes[i])
                                     : predictions.values[i]);
  }
}

void Note(std::int64_t unknown_categories, const LabelScore& score) {
  if (unknown_categories > 0) {
    PrintNote(fmt::format("taken as missing, as no training row had their category: {}\n",
                          Counted(unknown_categories, "cell")));
  }
  if (score.unknown_labels() > 0) {
    PrintNote(fmt::format("taken as wrong, as the model does not have their class: {}\n",
                          Counted(score.unknown_labels(), "label")));
  }
  const std::string text = score.Text();
  if (!text.empty()) PrintNote(text + '\n');
}

}  // namespace

std::size_t RowsTogether(const DenseNetwork& network) {
  return std::clamp(kMostNumbers / GreatestWidth(network), std::size_t{1}, kMostRows);
}

absl::Status PredictRows(const TrainedModel& model, RawRows& rows, Format format) {
  PredictionView view(model.encoding, format);
  LabelScore score(model.encoding);
  std::size_t row_count = 0;
  RETURN_IF_ERROR(Print(view.Begin()));
  while (true) {
    ASSIGN_OR_RETURN(Batch batch, ReadBatch(model.network, score, rows));
    if (batch.expected.empty()) break;
    const Predictions predictions = Predict(model, std::move(batch.inputs), batch.expected.size());
    RETURN_IF_ERROR(CheckFinite(predictions, row_count));
    row_count += batch.expected.size();
    AddToScore(batch, predictions, score);
    RETURN_IF_ERROR(Print(view.Rows(predictions)));
  }
  RETURN_IF_ERROR(Print(view.End()));
  Note(rows.unknown_categories(), score);
  return absl::OkStatus();
}

}  // namespace rung
