#pragma once

#include <string>

#include "common/rpc/endpoint.h"

namespace rung {

// How to start a worker of the coordinator at `endpoint`, for a note: `rung-worker --coordinator
// lab-1:7077`, with an identity where TLS is spoken.
std::string WorkerCommand(const Endpoint& endpoint);

}  // namespace rung
