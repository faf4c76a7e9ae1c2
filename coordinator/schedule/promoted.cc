#include "coordinator/schedule/promoted.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace rung {

bool RanksLast(const RungScore& result) {
  return result.ranks_last || !std::isfinite(result.score);
}

bool RanksBefore(const RungScore& a, const RungScore& b) {
  if (RanksLast(a) != RanksLast(b)) return RanksLast(b);
  if (!RanksLast(a) && a.score != b.score) return a.score < b.score;
  return a.trial < b.trial;
}

std::vector<std::int64_t> Promoted(std::span<const RungScore> rung, int keep) {
  std::vector<RungScore> order;
  std::copy_if(rung.begin(), rung.end(), std::back_inserter(order),
               [](const RungScore& result) { return !RanksLast(result); });
  const auto end =
      order.begin() + std::min(std::ssize(order), static_cast<std::ptrdiff_t>(std::max(keep, 0)));
  std::partial_sort(order.begin(), end, order.end(), RanksBefore);
  std::vector<std::int64_t> trials;
  std::transform(order.begin(), end, std::back_inserter(trials),
                 [](const RungScore& result) { return result.trial; });
  return trials;
}

}  // namespace rung
