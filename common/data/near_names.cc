#include "common/data/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

#include "common/data/text.h"

namespace rung {
namespace {

constexpr std::size_t kMaxListed = 20;
constexpr std::size_t kMaxNear = 3;
constexpr std::size_t kMaxComparedBytes = 64;

bool IsSameLetter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Levenshtein's edit distance; upper and lower case are the same.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (IsSameLetter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

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
