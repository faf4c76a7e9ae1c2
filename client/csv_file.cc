#include "client/csv_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "client/local_file.h"
#include "common/data/byte_source.h"
#include "common/status_macros.h"
#include "common/write_all.h"

namespace rung {
namespace {

std::string TemporaryFolder() {
  const char* const configured = std::getenv("TMPDIR");
  return configured == nullptr || *configured == '\0' ? "/tmp" : configured;
}

absl::Status CannotWrite(const std::string& folder) {
  return absl::UnavailableError(
      fmt::format("cannot write a temporary file in {}: {}; give another place by TMPDIR", folder,
                  std::strerror(errno)));
}

// What a copy may take in a folder.
std::int64_t RoomIn(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) return kMaxUnpackedBytes;
  return static_cast<std::int64_t>(
      std::min(space.available / 10 * 9, std::uintmax_t{kMaxUnpackedBytes}));
}

}  // namespace

absl::StatusOr<CsvFile> CsvFile::Open(const DataFiles& files, const std::stop_token& stop) {
  RETURN_IF_ERROR(CheckIsFile(files.path));
  if (!files.label_path.empty()) RETURN_IF_ERROR(CheckIsFile(files.label_path));
  ASSIGN_OR_RETURN(const bool is_csv, AsBadInput(IsPlainCsv(files)));
  if (is_csv) return CsvFile(files.path);
  return AsBadInput(Copy(files, stop));
}

absl::StatusOr<CsvFile> CsvFile::Copy(const DataFiles& files, const std::stop_token& stop) {
  const std::string folder = TemporaryFolder();
  std::string name = folder + "/rung-csv-XXXXXX";
  Descriptor copy(mkostemp(name.data(), O_CLOEXEC));
  if (!copy.ok()) return CannotWrite(folder);
  unlink(name.c_str());
  std::int64_t room = RoomIn(folder);
  RETURN_IF_ERROR(CopyAsCsv(files, [&](std::string_view bytes) {
    if (stop.stop_requested()) return absl::CancelledError("interrupted");
    room -= static_cast<std::int64_t>(bytes.size());
    if (room < 0) {
      return absl::InvalidArgumentError(
          fmt::format("{} is too large as CSV for the room in {}; give another place by TMPDIR",
                      files.path, folder));
    }
    return WriteAll(copy.number(), bytes) ? absl::OkStatus() : CannotWrite(folder);
  }));
  CsvFile file(fmt::format("/proc/self/fd/{}", copy.number()));
  file.copy_ = std::move(copy);
  return file;
}

}  // namespace rung
