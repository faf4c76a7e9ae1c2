#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/launch.h"
#include "client/session.h"

namespace rung {

// Does with a launch's data what the coordinator will do, so that nothing is sent that it
// would refuse; says on stderr which columns are left out. Errors: INVALID_ARGUMENT (the
// content, with line and column; a missing file; a score that does not fit the label),
// RESOURCE_EXHAUSTED (they take more than launch.data_memory).
absl::Status CheckData(const Launch& launch);

// Makes sure that the coordinator has a launch's data as a data set and answers its
// digest. Data that it does not have are first checked, unless they were or take more
// memory than may be taken here, then sent with progress on stderr. Errors: those of CheckData but
// RESOURCE_EXHAUSTED.
absl::StatusOr<std::string> SendData(Session& session, const Launch& launch);

}  // namespace rung
