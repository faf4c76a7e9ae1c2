#include "common/tls/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/descriptor.h"

namespace rung {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

// Services get files of root's by their group.
bool IsOfRoot(const struct stat& status) { return status.st_uid == 0; }

bool IsPrivate(const struct stat& status) {
  const mode_t forbidden = IsOfRoot(status) ? S_IWGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  return (status.st_mode & forbidden) == 0;
}

absl::Status CannotRead(const std::string& path, int error) {
  return absl::InvalidArgumentError(fmt::format("cannot read {}: {}", path, std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!file.ok() || fstat(file.number(), &status) != 0) return CannotRead(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(fmt::format("{} is not a file; name one", path));
  }
  if (!IsPrivate(status)) {
    return absl::InvalidArgumentError(
        fmt::format("{0} holds a secret and others may read it; say: chmod {1} {0}", path,
                    IsOfRoot(status) ? "g-w,o=" : "600"));
  }
  std::string content(kMostBytes, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t count = read(file.number(), content.data() + size, content.size() - size);
    if (count < 0) return CannotRead(path, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  content.resize(size);
  return content;
}

}  // namespace rung
