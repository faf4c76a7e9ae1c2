#include "client/model_export.h"

#include <fmt/format.h>

#include <utility>

#include "client/render/names.h"
#include "client/render/text.h"
#include "common/data/encoding_json.h"
#include "common/metric.h"
#include "common/model/checkpoint_network.h"
#include "common/model/onnx_writer.h"
#include "common/model/trained_model.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<std::int64_t> BestTrial(Session& session, const std::string& search) {
  ASSIGN_OR_RETURN(const v1::ListBestTrialsResponse best, session.ListBestTrials(search));
  if (best.trials().empty()) {
    return absl::FailedPreconditionError(fmt::format(
        "no trial of {} has a score yet; `rung show {}` tells how far it is", search, search));
  }
  return TrialNumber(best.trials(0).trial().name());
}

absl::StatusOr<TrainedModel> ModelOf(const std::string& encoding, const std::string& checkpoint) {
  TrainedModel model;
  ASSIGN_OR_RETURN(model.network, NetworkFromCheckpoint(checkpoint));
  ASSIGN_OR_RETURN(model.encoding, EncodingFromJson(encoding));
  RETURN_IF_ERROR(CheckModel(model));
  return model;
}

// What the coordinator says must fit together; if it does not, that is no fault of the user.
absl::StatusOr<TrainedModel> MakeModel(const v1::Model& answer, const std::string& checkpoint) {
  absl::StatusOr<TrainedModel> model = ModelOf(answer.encoding(), checkpoint);
  if (model.ok()) return model;
  return absl::DataLossError(fmt::format("the coordinator's {} is not usable: {}", answer.name(),
                                         std::string(model.status().message())));
}

// The score after so many epochs, where it was measured.
std::string Score(const v1::Trial& trial, const v1::Model& model, v1::Metric metric) {
  for (const v1::RungResult& rung : trial.rungs()) {
    if (rung.epochs() != model.epochs() || !rung.has_score()) continue;
    return fmt::format(", validation {} {}", MetricName(metric), ShortNumber(rung.score()));
  }
  return "";
}

std::string Describe(const std::string& search, const v1::Trial& trial, const v1::Model& answer,
                     v1::Metric metric, const Encoding& encoding) {
  return fmt::format("{}, trial {}: {}{}; {} make {}, to predict {}", search,
                     TrialNumber(trial.name()), Counted(answer.epochs(), "epoch"),
                     Score(trial, answer, metric),
                     Counted(static_cast<long long>(encoding.columns.size()), "column"),
                     Counted(encoding.input_count(), "input"), encoding.label);
}

}  // namespace

absl::StatusOr<ModelExport> ExportModel(Session& session, const v1::Search& search,
                                        std::optional<std::int64_t> wanted) {
  const std::string name = ShortName(search.name());
  if (!wanted) {
    ASSIGN_OR_RETURN(wanted, BestTrial(session, name));
  }
  ASSIGN_OR_RETURN(const v1::Trial trial, session.GetTrial(name, *wanted));
  ASSIGN_OR_RETURN(const v1::Model answer, session.GetModel(name, *wanted));
  ASSIGN_OR_RETURN(const std::string checkpoint, session.GetContent(answer.checkpoint()));
  ASSIGN_OR_RETURN(const TrainedModel model, MakeModel(answer, checkpoint));
  ModelExport result;
  result.description = Describe(name, trial, answer, search.spec().score(), model.encoding);
  ASSIGN_OR_RETURN(result.onnx, ModelToOnnx(model, result.description));
  return result;
}

}  // namespace rung
