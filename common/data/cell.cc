#include "common/data/cell.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <optional>
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

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }

// A number such as -12.5, of at most 15 digits: then the digits and the power of ten that divides
// them are exact, and their quotient is what std::from_chars gives, several times faster
// (Clinger, "How to read floating point numbers accurately", 1990). nullopt for all else.
std::optional<double> ReadShortNumber(std::string_view text) {
  constexpr int kMostDigits = 15;
  constexpr std::array<double, kMostDigits + 1> kPowersOfTen = {
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool is_negative = at < end && *at == '-';
  if (is_negative) ++at;
  if (end - at > kMostDigits + 1) return std::nullopt;
  std::int64_t digits = 0;
  const char* const first = at;
  for (; at < end && IsDigit(*at); ++at) digits = 10 * digits + (*at - '0');
  auto count = at - first;
  std::ptrdiff_t decimals = 0;
  if (at < end && *at == '.') {
    const char* const point = at++;
    for (; at < end && IsDigit(*at); ++at) digits = 10 * digits + (*at - '0');
    decimals = at - point - 1;
    count += decimals;
  }
  if (at < end || count == 0 || count > kMostDigits) return std::nullopt;
  const double number =
      static_cast<double>(digits) / kPowersOfTen[static_cast<std::size_t>(decimals)];
  return is_negative ? -number : number;
}

}  // namespace

Cell ReadCell(std::string_view cell) {
  if (const std::optional<double> number = ReadShortNumber(cell)) {
    return {CellKind::kNumber, static_cast<float>(*number), cell};
  }
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
