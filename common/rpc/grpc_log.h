#pragma once

namespace rung {

// Hands the lines that gRPC would write to stderr, such as those about failed handshakes, to
// `take`, from any thread; unless GRPC_VERBOSITY is set, for who sets it wants to see them.
void TakeGrpcLog(void (*take)(const char* line));

}  // namespace rung
