#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "client/session.h"
#include "rung/v1/search.pb.h"

namespace rung {

// A trial's network as a file.
struct ModelExport {
  std::string onnx;         // the file
  std::string description;  // one line: what it is, how well it does, what goes in
};

// Asks for a trial's network, by default that of the best trial so far. Errors: NOT_FOUND,
// FAILED_PRECONDITION (no trial is trained yet; the weights have not been kept), DATA_LOSS.
absl::StatusOr<ModelExport> ExportModel(Session& session, const v1::Search& search,
                                        std::optional<std::int64_t> trial);

}  // namespace rung
