#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A search file is at most this long.
inline constexpr std::size_t kMaxSpecFileSize = 1 << 20;

// Reads a search file's text: a SearchSpec in protobuf's text format, which may begin
// with UTF-8's byte order mark. Answers the
// spec as it was written, without defaults, once it also passes CheckSpec and
// names its data file; otherwise INVALID_ARGUMENT, one line a fault:
// `FILE:LINE:COLUMN: message`, both counted from 1, columns in bytes.
absl::StatusOr<v1::SearchSpec> ParseSearchSpec(std::string_view text, std::string_view file_name);

// The same for a file. NOT_FOUND where there is none, UNAVAILABLE where it
// cannot be read.
absl::StatusOr<v1::SearchSpec> ReadSearchSpec(const std::string& path);

}  // namespace rung
