#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "common/data/prepared_data.h"

namespace rung {

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

inline constexpr std::array<char, 8> kPreparedMagic = {'R', 'U', 'N', 'G', 'D', 'A', 'T', 'A'};
inline constexpr std::uint32_t kPreparedVersion = 1;

// What the file holds; also how many parts that is.
enum class PreparedKind : std::uint32_t { kTest = 1, kTraining = 2 };

// The first bytes of a file, as they stand in it.
struct PreparedHeader {
  std::array<char, 8> magic = kPreparedMagic;
  std::uint32_t version = kPreparedVersion;
  PreparedKind kind = PreparedKind::kTest;
  std::int32_t objective = 0;
  std::int32_t outputs = 0;
  float target_mean = 0;
  float target_scale = 1;
  std::int64_t inputs = 0;
  std::array<std::int64_t, 2> rows = {0, 0};  // of each part; 0 where there is none
};
static_assert(sizeof(PreparedHeader) == 56 && std::is_trivially_copyable_v<PreparedHeader>);

// What is wrong with a header of a file that should hold `kind`; empty if nothing is.
std::string_view FindFault(const PreparedHeader& header, PreparedKind kind);

// What is wrong with a part under its header; empty if nothing is.
std::string_view FindFault(const PreparedHeader& header, const PreparedPart& part);

// Bytes of the file that a header without fault announces; -1 where no file is that
// large.
std::int64_t AnnouncedSize(const PreparedHeader& header);

}  // namespace rung
