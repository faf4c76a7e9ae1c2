#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <system_error>

#include "client/commands/commands.h"
#include "client/csv_file.h"
#include "client/exit_code.h"
#include "client/local_file.h"
#include "client/model_input.h"
#include "client/predict_rows.h"
#include "common/model/raw_rows.h"
#include "common/status_macros.h"

namespace rung {
namespace {

struct PredictOptions {
  std::string model_path;
  DataFiles data;
};

// What is no file, as a pipe, is read as CSV as it comes: whoever looks at its first bytes takes
// them away.
absl::StatusOr<int> PredictFile(PredictOptions options, Format format) {
  ASSIGN_OR_RETURN(const TrainedModel model, ReadModelFile(options.model_path));
  options.data.label = model.encoding.label;
  const std::string& name = options.data.path;
  std::optional<CsvFile> csv;
  std::error_code error;
  if (std::filesystem::is_regular_file(name, error) || !options.data.label_path.empty()) {
    ASSIGN_OR_RETURN(csv, CsvFile::Open(options.data, std::stop_token()));
  }
  ASSIGN_OR_RETURN(const auto rows,
                   AsBadInput(RawRows::Open(csv ? csv->path() : name, name, model.encoding)));
  RETURN_IF_ERROR(AsBadInput(PredictRows(model, *rows, format)));
  return kExitSuccess;
}

}  // namespace

void AddPredict(Program& program) {
  Verb verb = program.AddVerb("predict", "Predict the rows of a data file with a model file",
                              "rung predict flowers.onnx new.csv -o csv > predictions.csv");
  auto options = std::make_shared<PredictOptions>();
  verb.AddRequired("MODEL", options->model_path, "A file that `rung model get` wrote");
  verb.AddRequired("DATA", options->data.path,
                   "CSV with a header row, in which columns are found by their names; IDX or .npy");
  verb.AddOption("--labels", options->data.label_path,
                 "The labels of an IDX or .npy file, to compare with", "FILE");
  program.AddOutputOption(verb);
  verb.SetAction([&program, options] { return PredictFile(*options, program.settings().format); });
}

}  // namespace rung
