#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/render/answer.h"
#include "client/session.h"

namespace rung {

// Writes a search's best trials to stdout; says on stderr where they are not final.
absl::StatusOr<int> ShowBest(Session& session, const v1::Search& search, Format format);

// Follows a search to its end, then shows its receipt on stderr and its best trials
// on stdout. Answers the exit code of the search's result. Errors and `check` are those of Follow.
absl::StatusOr<int> FollowToEnd(Session& session, const v1::Search& search, Format format,
                                const std::function<absl::Status()>& check = {});

// The same; where it is interrupted it says how to follow again.
absl::StatusOr<int> FollowDetachably(Session& session, const v1::Search& search, Format format);

}  // namespace rung
