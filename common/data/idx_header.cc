#include "common/data/idx_header.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/status_macros.h"

namespace rung {
namespace {

std::optional<Element> ElementOf(unsigned char type) {
  switch (type) {
    case 0x08:
      return Element{ElementKind::kUnsigned, 1, true};
    case 0x09:
      return Element{ElementKind::kSigned, 1, true};
    case 0x0B:
      return Element{ElementKind::kSigned, 2, true};
    case 0x0C:
      return Element{ElementKind::kSigned, 4, true};
    case 0x0D:
      return Element{ElementKind::kFloat, 4, true};
    case 0x0E:
      return Element{ElementKind::kFloat, 8, true};
    default:
      return std::nullopt;
  }
}

absl::StatusOr<std::int64_t> ReadDimension(ByteSource& source) {
  std::array<char, 4> bytes{};
  RETURN_IF_ERROR(source.ReadAll(bytes));
  std::int64_t size = 0;
  for (const char byte : bytes) size = 256 * size + static_cast<unsigned char>(byte);
  return size;
}

}  // namespace

bool IsIdx(std::string_view head) { return head.starts_with(std::string_view("\0\0", 2)); }

absl::StatusOr<ArrayLayout> ReadIdxHeader(ByteSource& source) {
  std::array<char, 4> magic{};
  RETURN_IF_ERROR(source.ReadAll(magic));
  const auto type = static_cast<unsigned char>(magic[2]);
  const std::optional<Element> element = ElementOf(type);
  if (!element) {
    return absl::InvalidArgumentError(
        fmt::format("{} is no IDX file that can be read: its elements are of the unknown type "
                    "0x{:02x}; save it as CSV or .npy",
                    source.display_name(), type));
  }
  std::vector<std::int64_t> shape;
  for (int i = 0; i < static_cast<unsigned char>(magic[3]); ++i) {
    ASSIGN_OR_RETURN(const std::int64_t size, ReadDimension(source));
    shape.push_back(size);
  }
  return LayoutOf(source.display_name(), *element, shape);
}

}  // namespace rung
