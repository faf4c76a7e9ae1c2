#pragma once

#include <span>
#include <string>
#include <vector>

#include "rung/v1/search.pb.h"

namespace rung {

// The quantile of numbers in ascending order, between neighbours by linear
// interpolation (Hyndman and Fan 1996, type 7). At least one number; share from 0 to 1.
double Quantile(std::span<const double> ascending, double share);

// The results that are compared in one row.
struct ResultGroup {
  std::vector<double> scores;
  std::vector<double> gaps;
  int diverged_count = 0;
  int failed_count = 0;

  bool empty() const { return scores.empty() && diverged_count == 0 && failed_count == 0; }
};

// The row of a group: counts, quartiles, best. Without scores these are 0; without gaps
// there is no median of them.
v1::ComparedValues Summarize(const std::string& value, ResultGroup group, bool higher_is_better);

}  // namespace rung
