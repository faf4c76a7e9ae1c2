#include "coordinator/analysis/summary.h"

#include <algorithm>
#include <cmath>

namespace rung {

double Quantile(std::span<const double> ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return std::lerp(ascending[below], ascending[above], place - static_cast<double>(below));
}

v1::ComparedValues Summarize(const std::string& value, ResultGroup group, bool higher_is_better) {
  v1::ComparedValues row;
  row.set_value(value);
  row.set_scored_count(static_cast<int>(group.scores.size()));
  row.set_diverged_count(group.diverged_count);
  row.set_failed_count(group.failed_count);
  if (group.scores.empty()) return row;
  std::sort(group.scores.begin(), group.scores.end());
  row.set_median_score(Quantile(group.scores, 0.5));
  row.set_lower_quartile(Quantile(group.scores, 0.25));
  row.set_upper_quartile(Quantile(group.scores, 0.75));
  row.set_best_score(higher_is_better ? group.scores.back() : group.scores.front());
  if (group.gaps.empty()) return row;
  std::sort(group.gaps.begin(), group.gaps.end());
  row.set_median_gap(Quantile(group.gaps, 0.5));
  return row;
}

}  // namespace rung
