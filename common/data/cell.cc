#include "common/data/cell.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace rung {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// std::from_chars takes a minus but no plus.
std::string_view WithoutPlus(std::string_view text) {
  const bool has_plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  return has_plus ? text.substr(1) : text;
}

}  // namespace

Cell ReadCell(std::string_view cell) {
  const std::string_view text = Trimmed(cell);
  if (text.empty() || text == "NA" || text == "?") return {CellKind::kMissing, 0, text};
  const std::string_view digits = WithoutPlus(text);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (end != digits.data() + digits.size() || error == std::errc::invalid_argument) {
    return {CellKind::kText, 0, text};
  }
  // Too large and too small look alike to std::from_chars.
  if (error == std::errc::result_out_of_range)
    number = std::strtod(std::string(digits).c_str(), nullptr);
  if (!(std::abs(number) <= std::numeric_limits<float>::max())) {
    return {CellKind::kNotFinite, 0, text};
  }
  return {CellKind::kNumber, static_cast<float>(number), text};
}

}  // namespace rung
