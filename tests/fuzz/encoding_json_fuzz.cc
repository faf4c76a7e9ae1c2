// EncodingFromJson, which workers and clients read from the coordinator. An input is the text.
#include <cstdint>
#include <string>

#include "common/data/encoding_json.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

void Run(const FuzzInput& input) {
  const auto encoding = EncodingFromJson(input.rest());
  if (!encoding.ok()) return;
  const std::int64_t inputs = encoding->input_count();
  Require(inputs >= 1 && inputs <= kMaxInputs, "inputs are in range");
  const std::string text = EncodingToJson(*encoding);
  const auto again = EncodingFromJson(text);
  Require(again.ok() && *again == *encoding, "what is written reads back the same");
  Require(EncodingToJson(*again) == text, "the same encoding gives the same text");
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
