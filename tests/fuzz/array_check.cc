#include "tests/fuzz/array_check.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/data/array_file.h"
#include "common/data/byte_source.h"
#include "common/data/csv_copy.h"
#include "common/data/csv_reader.h"
#include "common/data/idx_header.h"
#include "common/data/npy_header.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{4} << 10;

std::int64_t CountRest(ByteSource& source) {
  std::string bytes(kMostBytes, '\0');
  std::int64_t count = 0;
  for (auto found = source.ReadSome(bytes); found.value_or(0) > 0; found = source.ReadSome(bytes)) {
    count += static_cast<std::int64_t>(*found);
  }
  return count;
}

// The file as long as its header announces, filled with zeros, so that inputs come past the
// check of the size; as it is where that would be too long to be quick.
std::string WithAnnouncedSize(std::string content) {
  const MemoryFile file(content);
  const auto source = ByteSource::Open(file.path(), "file");
  if (!source.ok() || (*source)->is_compressed()) return content;
  const DataFormat format = FormatOf(**source);
  if (format == DataFormat::kCsv) return content;
  const auto layout =
      format == DataFormat::kNpy ? ReadNpyHeader(**source) : ReadIdxHeader(**source);
  if (!layout.ok() || layout->rows > kMostBytes / layout->row_bytes()) return content;
  const std::int64_t values = layout->rows * layout->row_bytes();
  content.resize(content.size() + static_cast<std::size_t>(values) -
                 static_cast<std::size_t>(CountRest(**source)));
  return content;
}

absl::Status Copy(const DataFiles& files, std::string& csv) {
  return CopyAsCsv(files, [&csv](std::string_view bytes) {
    csv += bytes;
    return absl::OkStatus();
  });
}

void CheckCsv(const std::string& csv, std::int64_t rows, std::int64_t columns) {
  const MemoryFile file(csv);
  const auto reader = CsvReader::Open(file.path(), "file").value();
  for (std::int64_t row = 0; row <= rows; ++row) {  // the header, too
    const auto has_row = reader->NextRow();
    Require(has_row.ok(), has_row.status().ToString());
    Require(*has_row, "the copy has all rows");
    Require(reader->row().size() == static_cast<std::size_t>(columns), "and all columns");
  }
  Require(!reader->NextRow().value_or(true), "the copy has no more rows");
}

// The file is also its own labels, where it has one value a row.
void CheckLabelled(const MemoryFile& file, std::int64_t rows, std::int64_t columns) {
  std::string csv;
  const absl::Status status = Copy({file.path(), file.path(), "label"}, csv);
  Require(columns == 1 || !status.ok(), "labels are one value a row");
  if (status.ok()) CheckCsv(csv, rows, 2);
}

}  // namespace

void CheckArray(std::string_view content) {
  const MemoryFile file(WithAnnouncedSize(std::string(content)));
  std::string csv;
  const absl::Status status = Copy({file.path(), "", ""}, csv);
  Require(status.ok() || !status.message().empty(), "an error says what is wrong");
  auto source = ByteSource::Open(file.path(), "file");
  if (!source.ok() || FormatOf(**source) == DataFormat::kCsv) return;
  const auto array = ArrayFile::Open(*std::move(source));
  Require(array.ok() || !status.ok(), "what has no header is not copied");
  if (!status.ok()) return;
  CheckCsv(csv, array->rows(), array->columns());
  CheckLabelled(file, array->rows(), array->columns());
}

}  // namespace rung
