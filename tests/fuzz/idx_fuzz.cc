// The reader of IDX files. An input is the file, without the bytes that tell the format, or
// with them; it may be compressed by gzip.
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/array_check.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kMagic("\0\0", 2);
  const std::string_view file = rung::FuzzInput(data, size).rest();
  const bool is_whole = file.starts_with(kMagic) || file.starts_with("\x1f\x8b");
  rung::CheckArray(is_whole ? std::string(file) : std::string(kMagic).append(file));
  return 0;
}
