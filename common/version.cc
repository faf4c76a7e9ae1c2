#include "common/version.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <string>

namespace rung {
namespace {

using Numbers = std::array<int, 3>;

constexpr Numbers kUnknown = {std::numeric_limits<int>::max(), 0, 0};

// kUnknown for what is no release.
Numbers NumbersOf(std::string_view version) {
  Numbers numbers{};
  const char* at = version.data();
  const char* const end = at + version.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return kUnknown;
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc() || numbers[i] < 0) return kUnknown;
    at = next;
  }
  return at == end ? numbers : kUnknown;
}

// What a caller says of itself is shown cut and without anything that steers a terminal.
std::string Shown(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  std::string shown(text.substr(0, kLongest));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

}  // namespace

std::string_view Version() { return RUNG_VERSION; }

bool IsOlder(std::string_view a, std::string_view b) { return NumbersOf(a) < NumbersOf(b); }

absl::Status CheckRequirement(std::string_view caller, std::string_view required,
                              std::string_view own) {
  if (required.empty() || !IsOlder(own, required)) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "rung {} requires a coordinator of rung {} or newer, and this one is of rung {}; "
      "update the coordinator, or use the programs of rung {}",
      caller.empty() ? "of an unknown release" : Shown(caller), Shown(required), own, own));
}

}  // namespace rung
