// ReadPreparedTraining and ReadPreparedTest, whose files come over the network. An input is a
// byte that says how long the file is made, then the file.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "common/data/prepared_data.h"
#include "common/data/prepared_header.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{64} << 10;

// The file as long as its header announces, filled with zeros, so that inputs come past the
// check of the size; as it is where that would be too long to be quick.
std::string WithAnnouncedSize(std::string file) {
  PreparedHeader header;
  if (file.size() < sizeof(header)) return file;
  std::memcpy(&header, file.data(), sizeof(header));
  if (!FindFault(header, header.kind).empty()) return file;
  const std::int64_t size = AnnouncedSize(header);
  if (size >= 0 && size <= kMostBytes) file.resize(static_cast<std::size_t>(size));
  return file;
}

void CheckPart(const PreparedPart& part, bool is_regression) {
  const auto rows = static_cast<std::size_t>(part.rows);
  Require(part.features.size() == rows * static_cast<std::size_t>(part.inputs), "rows x inputs");
  Require(part.targets.size() == (is_regression ? rows : 0), "targets where they are due");
  Require(part.classes.size() == (is_regression ? 0 : rows), "classes where they are due");
}

void CheckWrittenAgain(const std::string& content, const MemoryFile& again,
                       const absl::Status& status) {
  Require(status.ok(), "what was read can be written");
  Require(again.Read() == content, "the same data give the same bytes");
}

void Run(FuzzInput input) {
  const bool is_fitted = input.TakeByte() % 2 == 1;
  const std::string as_given(input.rest());
  const std::string content = is_fitted ? WithAnnouncedSize(as_given) : as_given;
  const MemoryFile file(content);
  const MemoryFile again;
  const auto training = ReadPreparedTraining(file.path());
  const auto test = ReadPreparedTest(file.path());
  Require(!training.ok() || !test.ok(), "a file is not both");
  if (training.ok()) {
    CheckPart(training->training, training->objective == v1::REGRESSION);
    CheckPart(training->validation, training->objective == v1::REGRESSION);
    CheckWrittenAgain(content, again, WritePreparedTraining(*training, again.path()));
  }
  if (test.ok()) {
    CheckPart(test->test, test->objective == v1::REGRESSION);
    CheckWrittenAgain(content, again, WritePreparedTest(*test, again.path()));
  }
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
