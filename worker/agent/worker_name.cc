#include "worker/agent/worker_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/resource_names.h"

namespace rung {

std::string DefaultWorkerName(std::string_view host, std::int64_t pid) {
  constexpr std::size_t kLongestName = 63;
  const std::string suffix = fmt::format("-{}", pid);
  std::string name(host.substr(0, kLongestName - suffix.size()));
  std::replace_if(name.begin(), name.end(), [](char c) { return !IsWorkerId({&c, 1}); }, '-');
  return (name.empty() ? "worker" : name) + suffix;
}

}  // namespace rung
