#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "common/data/prepared_data.h"
#include "rung/v1/search_spec.pb.h"

namespace rung::mlp {

// Errors: INVALID_ARGUMENT unless objective, outputs and labels of both parts fit
// each other.
absl::Status CheckTrainingData(const PreparedTraining& data);

// Errors: INVALID_ARGUMENT unless `part` has at least one row, `inputs` features
// in each and labels that fit. `what` names the part in the message.
absl::Status CheckPart(std::string_view what, const PreparedPart& part, v1::Objective objective,
                       std::int32_t inputs, std::int32_t outputs);

// Errors: INVALID_ARGUMENT where the score is not one of the objective's;
// RESOURCE_EXHAUSTED where it is AUC and so many rows are more than ClassScores takes.
absl::Status CheckScore(v1::Metric score, v1::Objective objective, std::int64_t rows,
                        std::int32_t outputs);

}  // namespace rung::mlp
