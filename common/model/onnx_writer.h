#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/model/trained_model.h"

namespace rung {

// A model as an ONNX file (opset 13, with ai.onnx.ml 2): raw rows go in, class probabilities or
// predictions come out.
//
// Inputs: `numbers`, double (rows, numeric columns), NaN where missing; `words`, string
// (rows, categorical columns), "" where missing, without blanks around a word; either is left out
// where there is no such column. Outputs: `label`, string (rows), and `probabilities`, float
// (rows, classes); or `prediction`, double (rows, 1). metadata_props holds the columns of each
// input under the input's name, and `classes`, as lists in JSON.
//
// `description` is for people. CheckModel has passed the model. Errors: RESOURCE_EXHAUSTED for
// one that would take 2 GiB or more, the limit of the format.
absl::StatusOr<std::string> ModelToOnnx(const TrainedModel& model, const std::string& description);

}  // namespace rung
