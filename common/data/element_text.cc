#include "common/data/element_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "common/data/text.h"

namespace rung {
namespace {

// The first `size` bytes as a whole number without sign.
std::uint64_t BitsOf(std::string_view bytes, bool is_big_endian) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t next = is_big_endian ? i : bytes.size() - 1 - i;
    bits = (bits << 8) | static_cast<unsigned char>(bytes[next]);
  }
  return bits;
}

std::int64_t SignedOf(std::uint64_t bits, std::size_t bytes) {
  const auto unused = static_cast<int>(64 - 8 * bytes);
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

// A float of 16 bits (IEEE 754, binary16) has 10 bits of mantissa and 5 of exponent.
float HalfOf(std::uint64_t bits) {
  const auto exponent = static_cast<int>((bits >> 10) & 0x1F);
  const auto mantissa = static_cast<float>(bits & 0x3FF);
  const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  if (exponent < 31) return sign * std::ldexp(mantissa + 1024, exponent - 25);
  return mantissa == 0 ? sign * std::numeric_limits<float>::infinity()
                       : std::numeric_limits<float>::quiet_NaN();
}

template <typename Number>
void AppendNumber(Number number, std::string& row) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  row.append(digits.data(), end);
}

template <typename Float>
std::string_view AppendFloat(Float number, std::string& row) {
  if (std::isnan(number)) return {};
  if (!(std::abs(number) <= Float{std::numeric_limits<float>::max()})) {
    return "is not a finite number in the range of 32-bit floats; write NaN for a missing value";
  }
  AppendNumber(number, row);
  return {};
}

std::string_view AppendFloatOf(std::uint64_t bits, std::size_t bytes, std::string& row) {
  if (bytes == 2) return AppendFloat(HalfOf(bits), row);
  if (bytes == 8) return AppendFloat(std::bit_cast<double>(bits), row);
  return AppendFloat(std::bit_cast<float>(static_cast<std::uint32_t>(bits)), row);
}

bool IsCharacter(std::uint64_t code) {
  return code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

void AppendUtf8(std::uint64_t code, std::string& text) {
  const auto add = [&text](std::uint64_t byte) { text += static_cast<char>(byte); };
  const auto continuation = [&](int shift) { add(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    continuation(6);
  } else {
    add(0xF0 | (code >> 18));
    continuation(12);
    continuation(6);
  }
  continuation(0);
}

std::string_view AppendBytes(std::string_view bytes, std::string& row) {
  const std::string_view text = bytes.substr(0, bytes.find_last_not_of('\0') + 1);
  if (text.find('\0') != text.npos) return "holds a NUL";
  if (!IsUtf8(text)) return "is not UTF-8";
  AppendText(text, row);
  return {};
}

std::string_view AppendUnicode(const Element& element, std::string_view bytes, std::string& row) {
  const std::string_view all = bytes;
  bytes = all.substr(0, (all.find_last_not_of('\0') + 4) / 4 * 4);
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(4)) {
    const std::uint64_t code = BitsOf(bytes.substr(0, 4), element.is_big_endian);
    if (!IsCharacter(code)) return "is not Unicode text";
    AppendUtf8(code, text);
  }
  AppendText(text, row);
  return {};
}

}  // namespace

std::string_view AppendElement(const Element& element, std::string_view bytes, std::string& row) {
  if (element.kind == ElementKind::kBytes) return AppendBytes(bytes, row);
  if (element.kind == ElementKind::kUnicode) return AppendUnicode(element, bytes, row);
  const std::uint64_t bits = BitsOf(bytes, element.is_big_endian);
  switch (element.kind) {
    case ElementKind::kFloat:
      return AppendFloatOf(bits, bytes.size(), row);
    case ElementKind::kSigned:
      AppendNumber(SignedOf(bits, bytes.size()), row);
      return {};
    case ElementKind::kBool:
      row += bits != 0 ? '1' : '0';
      return {};
    default:
      AppendNumber(bits, row);
      return {};
  }
}

void AppendText(std::string_view text, std::string& row) {
  if (text.find_first_of(",\"\r\n") == text.npos) {
    row += text;
    return;
  }
  row += '"';
  for (const char c : text) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

}  // namespace rung
