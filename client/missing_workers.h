#pragma once

#include "client/session.h"

namespace rung {

// Says on stderr how to start a worker where the coordinator hears of none, so that nothing
// would be trained.
void NoteMissingWorkers(Session& session);

}  // namespace rung
