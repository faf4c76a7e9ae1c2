#include "client/render/names.h"

#include <charconv>
#include <system_error>

namespace rung {

std::int64_t TrialNumber(std::string_view name) {
  const std::string_view digits = name.substr(name.rfind('/') + 1);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

}  // namespace rung
