#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "client/exit_code.h"
#include "client/render/answer.h"
#include "client/terminal.h"

namespace rung {

// Writes a result to stdout; success, or an error where stdout takes no more.
inline absl::StatusOr<int> ShowText(std::string_view text) {
  if (PrintResult(text)) return kExitSuccess;
  return absl::InternalError("the results could not be written to stdout");
}

inline absl::StatusOr<int> ShowAnswer(const Answer& answer, Format format) {
  return ShowText(Render(answer, format));
}

}  // namespace rung
