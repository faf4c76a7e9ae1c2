// ModelFromOnnx, which reads model files from anywhere, and what follows for those it takes. An
// input is the file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/model/onnx_reader.h"
#include "common/model/onnx_writer.h"
#include "common/model/predictions.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

constexpr std::size_t kRows = 3;

void CheckPredicts(const TrainedModel& model) {
  const auto width = static_cast<std::size_t>(model.encoding.input_count());
  const Predictions predictions = Predict(model, std::vector<float>(kRows * width, 1), kRows);
  const std::size_t classes = model.encoding.class_names.size();
  Require(predictions.rows == kRows, "every row is predicted");
  Require(predictions.classes.size() == (classes > 0 ? kRows : 0), "a class for each row");
  Require(predictions.probabilities.size() == kRows * classes, "a probability for each class");
  Require(predictions.values.size() == (classes > 0 ? 0 : kRows), "or a value for each row");
  for (const std::size_t predicted : predictions.classes) {
    Require(predicted < classes, "a class is one of the model's");
  }
}

void Run(const FuzzInput& input) {
  const auto model = ModelFromOnnx(input.rest());
  Require(model.ok() || absl::IsInvalidArgument(model.status()), "errors are INVALID_ARGUMENT");
  if (!model.ok()) return;
  CheckPredicts(*model);
  const auto written = ModelToOnnx(*model, "a description");
  Require(written.ok(), "what was read can be written");
  const auto again = ModelFromOnnx(*written);
  Require(again.ok() && *again == *model, "what is written reads back the same");
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
