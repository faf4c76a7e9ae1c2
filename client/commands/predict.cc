#include <memory>

#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/model_input.h"
#include "client/predict_rows.h"
#include "common/model/raw_rows.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> PredictFile(const std::string& model_path, const std::string& csv_path,
                                Format format) {
  ASSIGN_OR_RETURN(const TrainedModel model, ReadModelFile(model_path));
  const auto rows = RawRows::Open(csv_path, model.encoding);
  if (!rows.ok()) return absl::InvalidArgumentError(rows.status().message());
  RETURN_IF_ERROR(PredictRows(model, **rows, format));
  return kExitSuccess;
}

}  // namespace

void AddPredict(Program& program) {
  Verb verb = program.AddVerb("predict", "Predict the rows of a CSV file with a model file",
                              "rung predict flowers.onnx new.csv -o csv > predictions.csv");
  auto model = std::make_shared<std::string>();
  auto data = std::make_shared<std::string>();
  verb.AddRequired("MODEL", *model, "A file that `rung model get` wrote");
  verb.AddRequired("DATA", *data,
                   "The CSV file, with a header row; columns are found by their names");
  program.AddOutputOption(verb);
  verb.SetAction(
      [&program, model, data] { return PredictFile(*model, *data, program.settings().format); });
}

}  // namespace rung
