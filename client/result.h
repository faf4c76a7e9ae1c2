#pragma once

#include "absl/status/statusor.h"
#include "client/exit_code.h"
#include "client/render/answer.h"
#include "client/terminal.h"

namespace rung {

// Writes an answer to stdout; success, or an error where stdout takes no more.
inline absl::StatusOr<int> ShowAnswer(const Answer& answer, Format format) {
  if (PrintResult(Render(answer, format))) return kExitSuccess;
  return absl::InternalError("the results could not be written to stdout");
}

}  // namespace rung
