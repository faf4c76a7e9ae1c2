#include "common/data/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/data/text.h"
#include "common/edit_distance.h"

namespace rung {
namespace {

constexpr std::size_t kMaxListed = 20;
constexpr std::size_t kMaxNear = 3;
constexpr std::size_t kMaxComparedBytes = 64;

std::vector<std::string> FindNear(std::string_view name, std::span<const std::string> names) {
  const std::size_t limit = 1 + name.size() / 4;
  std::vector<std::pair<std::size_t, std::string>> near;
  if (name.size() > kMaxComparedBytes) return {};
  for (const std::string& other : names) {
    if (other.size() > kMaxComparedBytes) continue;
    const std::size_t distance = EditDistance(name, other);
    if (distance <= limit) near.emplace_back(distance, other);
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), kMaxNear));
  std::vector<std::string> nearest;
  for (auto& entry : near) nearest.push_back(std::move(entry.second));
  return nearest;
}

std::string List(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names.first(std::min(names.size(), kMaxListed))) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", Quoted(name));
  }
  if (names.size() > kMaxListed) list += fmt::format(" and {} more", names.size() - kMaxListed);
  return list;
}

}  // namespace

std::string DescribeNames(std::string_view name, std::span<const std::string> names) {
  const std::vector<std::string> near = FindNear(name, names);
  const std::string columns = fmt::format("the columns are {}", List(names));
  return near.empty() ? columns : fmt::format("near names are {}; {}", List(near), columns);
}

}  // namespace rung
