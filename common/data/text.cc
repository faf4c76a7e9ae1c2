#include "common/data/text.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace rung {
namespace {

constexpr std::size_t kMaxShownBytes = 40;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The length of the character that begins with `byte`; 0 where none can.
std::size_t CharacterSize(unsigned char byte) {
  if (byte < 0x80) return 1;
  if (byte < 0xC2 || byte > 0xF4) return 0;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// Neither an overlong form, nor half of a surrogate pair, nor beyond U+10FFFF.
bool IsSecondByteInRange(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second < 0xA0;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second < 0x90;
    default:
      return true;
  }
}

// The length of the well-formed character that `text` begins with; 0 where none does.
std::size_t FirstCharacterSize(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = CharacterSize(first);
  if (size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  if (size > 1 && !IsSecondByteInRange(first, static_cast<unsigned char>(text[1]))) return 0;
  return size;
}

std::string_view CutBetweenCharacters(std::string_view text) {
  if (text.size() <= kMaxShownBytes) return text;
  std::size_t size = kMaxShownBytes;
  while (size > kMaxShownBytes - 4 && IsContinuation(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = FirstCharacterSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string Quoted(std::string_view text) {
  const std::string_view cut = CutBetweenCharacters(text);
  const bool is_utf8 = IsUtf8(cut);
  std::string shown;
  for (const char c : cut) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_shown = byte >= 0x20 && byte != 0x7F && (byte < 0x80 || is_utf8);
    shown += is_shown ? c : '?';
  }
  return fmt::format("'{}{}'", shown, cut.size() < text.size() ? "…" : "");
}

}  // namespace rung
