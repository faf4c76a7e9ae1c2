#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "client/render/answer.h"
#include "common/model/dense_network.h"
#include "common/model/raw_rows.h"
#include "common/model/trained_model.h"

namespace rung {

// How many rows are predicted together: fewer of them where any layer is so wide that they
// would take much memory.
std::size_t RowsTogether(const DenseNetwork& network);

// Predicts all rows and writes the predictions to stdout, a batch at a time, in the order of the
// rows. Says on stderr how well they agree with the labels, and how many categories are
// unknown. Errors: those of RawRows::Next; INVALID_ARGUMENT for a row of which the model says what
// is no number. What was predicted before is written.
absl::Status PredictRows(const TrainedModel& model, RawRows& rows, Format format);

}  // namespace rung
