// ParseSearchSpec and all that is promised of the specs it lets through. An input is the text.
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/spec/check_spec.h"
#include "common/spec/spec_defaults.h"
#include "common/spec/spec_file.h"
#include "coordinator/space/sampling.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"
#include "worker/mlp/configuration_check.h"

namespace rung {
namespace {

constexpr std::string_view kFile = "file.search:";

// Takes what is before the separator and the separator off the front.
std::string_view TakeUntil(char separator, std::string_view& text) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

// The length of a line of the text, counted from 1; -1 where it has no such line.
std::int64_t LineLength(std::string_view text, std::int64_t line) {
  if (line < 1 || line > 1 + std::count(text.begin(), text.end(), '\n')) return -1;
  std::string_view found;
  for (; line > 0; --line) found = TakeUntil('\n', text);
  return static_cast<std::int64_t>(found.size());
}

bool TakeNumber(std::string_view& text, std::int64_t& number) {
  std::string_view rest = text;
  const std::string_view digits = TakeUntil(':', rest);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return false;
  text = rest;
  return true;
}

void CheckFault(std::string_view fault, std::string_view text) {
  Require(fault.starts_with(kFile), "every line names the file");
  fault.remove_prefix(kFile.size());
  std::int64_t line = 0;
  std::int64_t column = 0;
  if (!TakeNumber(fault, line)) return;  // a fault of the whole file
  Require(TakeNumber(fault, column), "a column stands behind the line");
  Require(column >= 1 && column <= LineLength(text, line) + 1, "positions lie within the text");
}

void CheckFaults(std::string_view faults, std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Require(!faults.empty(), "an error says what is wrong");
  while (!faults.empty()) CheckFault(TakeUntil('\n', faults), text);
}

void CheckPrintedAgain(const v1::SearchSpec& spec) {
  std::string printed;
  google::protobuf::TextFormat::PrintToString(spec, &printed);
  const auto again = ParseSearchSpec(printed, "again");
  Require(again.ok(), "a spec that is printed can be read");
  Require(again->SerializeAsString() == spec.SerializeAsString(), "it reads back the same");
}

void CheckDefaults(const v1::SearchSpec& spec) {
  const v1::SearchSpec complete = WithDefaults(spec);
  Require(!CheckSpec(complete), "defaults make no fault");
  Require(WithDefaults(complete).SerializeAsString() == complete.SerializeAsString(),
          "filling twice changes nothing");
}

// What the coordinator may propose, a worker takes.
void CheckDraws(const v1::SearchSpec& spec) {
  const v1::SearchSpec complete = WithDefaults(spec);
  for (std::int64_t trial = 0; trial < 4; ++trial) {
    const auto status = mlp::CheckConfiguration(DrawConfiguration(complete, trial, 0));
    Require(status.ok(), status.ToString());
  }
}

void Run(const FuzzInput& input) {
  const auto spec = ParseSearchSpec(input.rest(), kFile.substr(0, kFile.size() - 1));
  if (!spec.ok()) return CheckFaults(std::string(spec.status().message()), input.rest());
  CheckPrintedAgain(*spec);
  CheckDefaults(*spec);
  CheckDraws(*spec);
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
