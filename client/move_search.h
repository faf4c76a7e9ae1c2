#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/program.h"
#include "client/session.h"

namespace rung {

// Adds a verb that moves a search to another state by one call.
void AddMoveVerb(Program& program, const std::string& name, const std::string& description,
                 absl::StatusOr<v1::Search> (Session::*move)(std::string_view search));

}  // namespace rung
