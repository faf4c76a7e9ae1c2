#pragma once

#include "absl/status/status.h"
#include "rung/v1/search.pb.h"

namespace rung {

// What the program answers to the shell.
inline constexpr int kExitSuccess = 0;
inline constexpr int kExitFailed = 1;  // the search ended FAILED or CANCELLED; or an internal error
inline constexpr int kExitBadInput = 2;     // bad usage or bad input
inline constexpr int kExitUnreachable = 3;  // the coordinator cannot be reached
inline constexpr int kExitNotFound = 4;
inline constexpr int kExitInterrupted = 130;

// The same, for --help.
inline constexpr char kExitCodeHelp[] =
    "Exit codes: 0 success; 1 the search ended FAILED or CANCELLED, or an unexpected error;\n"
    "2 bad usage or bad input; 3 the coordinator cannot be reached; 4 not found; 130 Ctrl-C.";

int ExitCodeOf(const absl::Status& status);

// Of a search that has ended.
int ExitCodeOf(v1::Search::State state);

}  // namespace rung
