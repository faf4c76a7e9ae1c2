#include "common/memory_limit.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

namespace rung {
namespace {

namespace fs = std::filesystem;

// The number in a file; `otherwise` where there is none, as in one that reads "max".
std::int64_t NumberIn(const fs::path& file, std::int64_t otherwise) {
  std::ifstream stream(file);
  std::int64_t number = 0;
  return stream >> number ? number : otherwise;
}

// The least limit of a group and of those that it is in, up to the mount.
std::int64_t LeastUpwards(const fs::path& mount, fs::path group, const char* file,
                          std::int64_t limit) {
  while (true) {
    limit = std::min(limit, NumberIn(mount / group.relative_path() / file, limit));
    if (!group.has_relative_path()) return limit;
    group = group.parent_path();
  }
}

}  // namespace

std::int64_t GroupMemoryLimit(const std::string& membership, const std::string& mount,
                              std::int64_t machine) {
  std::int64_t limit = machine;
  std::istringstream lines(membership);
  // Such as "0::/user.slice" (version 2) or "9:memory:/docker/1f" (version 1).
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (controllers.empty()) limit = LeastUpwards(mount, group, "memory.max", limit);
    if (controllers != "memory") continue;
    limit = LeastUpwards(fs::path(mount) / "memory", group, "memory.limit_in_bytes", limit);
  }
  return limit;
}

std::int64_t MemoryLimit() {
  const std::int64_t machine =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  std::ifstream file("/proc/self/cgroup");
  const std::string membership{std::istreambuf_iterator<char>(file), {}};
  return GroupMemoryLimit(membership, "/sys/fs/cgroup", machine);
}

std::int64_t DefaultDataMemory() { return MemoryLimit() / 2; }

}  // namespace rung
