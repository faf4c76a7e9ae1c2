#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/data/encoding.h"

namespace rung {

// An encoding as one line of JSON. Numbers read back to the same bits.
std::string EncodingToJson(const Encoding& encoding);

// Takes a few times the memory of the text, and none for what is nested deeper than an encoding or
// has more parts. Errors: INVALID_ARGUMENT (it is not JSON, a field is missing or of another type,
// or the encoding breaks a rule of its declaration).
absl::StatusOr<Encoding> EncodingFromJson(std::string_view text);

}  // namespace rung
