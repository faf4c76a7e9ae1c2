#include "common/data/npy_header.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "common/data/npy_dictionary.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeaderBytes = std::size_t{64} << 10;

absl::Status Invalid(const ByteSource& source, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{} {}", source.display_name(), what));
}

absl::StatusOr<std::size_t> ReadHeaderSize(ByteSource& source) {
  std::array<char, 8> start{};
  RETURN_IF_ERROR(source.ReadAll(start));
  const auto major = static_cast<unsigned char>(start[6]);
  if (major < 1 || major > 3 || start[7] != 0) {
    return Invalid(source, fmt::format("is of .npy format {}.{}; only 1.0, 2.0 and 3.0 are read",
                                       major, static_cast<unsigned char>(start[7])));
  }
  std::array<char, 4> bytes{};
  RETURN_IF_ERROR(source.ReadAll(std::span(bytes).first(major == 1 ? 2 : 4)));
  std::size_t size = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    size |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  if (size <= kMaxHeaderBytes) return size;
  return Invalid(
      source, fmt::format("has a header of {} bytes; at most {} are read", size, kMaxHeaderBytes));
}

std::optional<ElementKind> KindOf(char letter) {
  switch (letter) {
    case 'b':
      return ElementKind::kBool;
    case 'i':
      return ElementKind::kSigned;
    case 'u':
      return ElementKind::kUnsigned;
    case 'f':
      return ElementKind::kFloat;
    case 'S':
      return ElementKind::kBytes;
    case 'U':
      return ElementKind::kUnicode;
    default:
      return std::nullopt;
  }
}

bool IsSizeOf(ElementKind kind, std::int64_t bytes) {
  const bool is_number_size = bytes == 2 || bytes == 4 || bytes == 8;
  switch (kind) {
    case ElementKind::kBool:
      return bytes == 1;
    case ElementKind::kSigned:
    case ElementKind::kUnsigned:
      return bytes == 1 || is_number_size;
    case ElementKind::kFloat:
      return is_number_size;
    case ElementKind::kBytes:
    case ElementKind::kUnicode:
      return bytes >= 1;
  }
  return false;
}

// Such as <f4, |b1, >i2, <U10: the order of the bytes, the kind, the size.
std::optional<Element> ElementOf(std::string_view descr) {
  if (descr.size() < 3) return std::nullopt;
  const std::optional<ElementKind> kind = KindOf(descr[1]);
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(descr.data() + 2, descr.data() + descr.size(), size);
  if (!kind || error != std::errc() || end != descr.data() + descr.size()) return std::nullopt;
  if (!IsSizeOf(*kind, size) || size > (std::int64_t{1} << 31)) return std::nullopt;
  if (*kind == ElementKind::kUnicode) size *= 4;
  const bool has_order = descr[0] == '<' || descr[0] == '>';
  const bool needs_order = *kind != ElementKind::kBytes && size > 1;
  if (!has_order && (descr[0] != '|' || needs_order)) return std::nullopt;
  return Element{*kind, size, descr[0] == '>'};
}

absl::StatusOr<Element> ReadElement(const ByteSource& source, const NpyDictionary& dictionary) {
  const bool is_object = dictionary.descr.find('O') != std::string::npos;
  if (is_object) return Invalid(source, "holds Python objects; save an array of numbers");
  if (dictionary.descr == "[") return Invalid(source, "holds structures; save an array of numbers");
  const std::optional<Element> element = ElementOf(dictionary.descr);
  if (!element) {
    return Invalid(source, fmt::format("has elements of type {}; save booleans, integers, floats "
                                       "of at most 64 bits or text",
                                       Quoted(dictionary.descr)));
  }
  const bool is_text =
      element->kind == ElementKind::kBytes || element->kind == ElementKind::kUnicode;
  if (is_text && dictionary.shape.size() != 1) {
    return Invalid(source, "holds text in several dimensions; save it as CSV");
  }
  return *element;
}

}  // namespace

bool IsNpy(std::string_view head) { return head.starts_with(kMagic); }

absl::StatusOr<ArrayLayout> ReadNpyHeader(ByteSource& source) {
  ASSIGN_OR_RETURN(const std::size_t size, ReadHeaderSize(source));
  std::string text(size, '\0');
  RETURN_IF_ERROR(source.ReadAll(text));
  const std::optional<NpyDictionary> dictionary = ParseNpyDictionary(text);
  if (!dictionary) return Invalid(source, "has no header of a .npy file; is it damaged?");
  ASSIGN_OR_RETURN(const Element element, ReadElement(source, *dictionary));
  if (dictionary->fortran_order && dictionary->shape.size() > 1) {
    return Invalid(source,
                   "lies column by column (fortran_order); save "
                   "numpy.ascontiguousarray(array)");
  }
  return LayoutOf(source.display_name(), element, dictionary->shape);
}

}  // namespace rung
