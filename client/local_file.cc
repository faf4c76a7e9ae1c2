#include "client/local_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace rung {
namespace {

std::string KindOf(std::filesystem::file_type type) {
  switch (type) {
    case std::filesystem::file_type::fifo:
      return "a pipe";
    case std::filesystem::file_type::socket:
      return "a socket";
    default:
      return "a device";
  }
}

}  // namespace

absl::Status CheckIsFile(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) {
    return absl::OkStatus();
  }
  if (std::filesystem::is_directory(status)) {
    return absl::InvalidArgumentError(fmt::format("{} is a folder; name a file in it", path));
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} is {}, and data are read twice; save them as a file", path, KindOf(status.type())));
}

absl::Status AsBadInput(const absl::Status& status) {
  const bool is_of_file = absl::IsNotFound(status) || absl::IsUnavailable(status);
  return is_of_file ? absl::InvalidArgumentError(status.message()) : status;
}

}  // namespace rung
