#include "client/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "client/random_id.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status CannotWrite(const std::string& path, int error) {
  return absl::InvalidArgumentError(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

absl::Status WriteNewFile(const std::string& path, std::string_view content) {
  std::FILE* const file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr) return CannotWrite(path, errno);
  const bool is_written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  const int error = errno;
  if (std::fclose(file) != 0) return CannotWrite(path, errno);
  return is_written ? absl::OkStatus() : CannotWrite(path, error);
}

}  // namespace

absl::Status CheckOutputFile(const std::string& path, bool overwrites) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return absl::OkStatus();
  if (!std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(fmt::format("{} is not a file; give another one", path));
  }
  if (overwrites) return absl::OkStatus();
  return absl::AlreadyExistsError(
      fmt::format("{} exists; overwrite it with --force, or give another file", path));
}

absl::Status WriteOutputFile(const std::string& path, std::string_view content, bool overwrites) {
  RETURN_IF_ERROR(CheckOutputFile(path, overwrites));
  const std::string part = fmt::format("{}.part-{}", path, RandomId());
  absl::Status status = WriteNewFile(part, content);
  std::error_code error;
  if (status.ok()) std::filesystem::rename(part, path, error);
  if (error) status = CannotWrite(path, error.value());
  if (!status.ok()) std::remove(part.c_str());
  return status;
}

}  // namespace rung
