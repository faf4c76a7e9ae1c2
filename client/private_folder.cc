#include "client/private_folder.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace rung {
namespace {

constexpr std::size_t kLongestParent = 60;  // a socket's path has at most 107 bytes

std::string ParentFolder() {
  const char* configured = std::getenv("TMPDIR");
  const std::string parent = configured != nullptr ? configured : "";
  return parent.empty() || parent.size() > kLongestParent ? "/tmp" : parent;
}

}  // namespace

PrivateFolder::PrivateFolder(std::string path) : path_(std::move(path)) {}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<PrivateFolder> PrivateFolder::Make() {
  std::string path = ParentFolder() + "/rung-XXXXXX";
  if (mkdtemp(path.data()) != nullptr) return PrivateFolder(std::move(path));
  return absl::UnavailableError(fmt::format(
      "cannot make a folder {}: {}; give another place by TMPDIR", path, std::strerror(errno)));
}

}  // namespace rung
