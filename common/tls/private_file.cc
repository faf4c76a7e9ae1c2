#include "common/tls/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/descriptor.h"

namespace rung {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

absl::Status CannotRead(const std::string& path, int error) {
  return absl::InvalidArgumentError(fmt::format("cannot read {}: {}", path, std::strerror(error)));
}

absl::StatusOr<std::string> ReadAll(int file, const std::string& path) {
  std::string content(kMostBytes, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t count = read(file, content.data() + size, content.size() - size);
    if (count < 0) return CannotRead(path, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  content.resize(size);
  return content;
}

// What others may not do with a file, and what to say where they may.
struct Rule {
  mode_t forbidden = 0;
  std::string_view reason;
  std::string_view mode;  // for chmod
};

// Services get files of root's by their group.
Rule PrivateRule(const struct stat& status) {
  constexpr std::string_view kReason = "holds a secret and others may read it";
  if (status.st_uid == 0) return {S_IWGRP | S_IRWXO, kReason, "g-w,o="};
  return {S_IRWXG | S_IRWXO, kReason, "600"};
}

Rule TrustedRule(const struct stat& /*status*/) {
  return {S_IWGRP | S_IWOTH, "is believed and others may change it", "go-w"};
}

absl::StatusOr<std::string> ReadBy(Rule (*rule_of)(const struct stat&), const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!file.ok() || fstat(file.number(), &status) != 0) return CannotRead(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(fmt::format("{} is not a file; name one", path));
  }
  const Rule rule = rule_of(status);
  if ((status.st_mode & rule.forbidden) != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{0} {1}; say: chmod {2} {0}", path, rule.reason, rule.mode));
  }
  return ReadAll(file.number(), path);
}

}  // namespace

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path) {
  return ReadBy(&PrivateRule, path);
}

absl::StatusOr<std::string> ReadTrustedFile(const std::string& path) {
  return ReadBy(&TrustedRule, path);
}

}  // namespace rung
