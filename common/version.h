#pragma once

#include <string_view>

#include "absl/status/status.h"

// Which releases of the programs work together; the rule is in proto/README.md.
namespace rung {

// The release of rung that this program is of: MAJOR.MINOR.PATCH.
std::string_view Version();

// The oldest coordinator that this release's client and worker work with.
inline constexpr char kOldestCoordinator[] = "0.1.0";

// Metadata of each call: the caller's release, and the oldest coordinator it works with.
inline constexpr char kVersionMetadata[] = "rung-version";
inline constexpr char kRequiresMetadata[] = "rung-requires";

// True where release `a` comes before `b`. What is not MAJOR.MINOR.PATCH is after all that is.
bool IsOlder(std::string_view a, std::string_view b);

// FAILED_PRECONDITION, with the way out, where a caller of release `caller` requires a
// coordinator newer than release `own`, or something that is no release. Both are empty for
// callers that say nothing, which every coordinator serves.
absl::Status CheckRequirement(std::string_view caller, std::string_view required,
                              std::string_view own);

}  // namespace rung
