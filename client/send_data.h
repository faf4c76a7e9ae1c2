#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "client/session.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// Makes sure that the coordinator has the CSV file as a data set and answers its
// digest. One that it does not have is first checked here, as far as the spec says
// how it is read, then sent with progress on stderr.
// Errors: INVALID_ARGUMENT (the content or a missing file; the message names line and column).
absl::StatusOr<std::string> SendData(Session& session, const std::string& csv_path,
                                     const v1::DataSpec& spec);

}  // namespace rung
