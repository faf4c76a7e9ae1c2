#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/mlp/class_scores.h"

namespace rung::mlp {

// The area under the ROC curve: the probability that a row of a class is given a higher
// score for that class than a row of another, ties counting half (Hanley and McNeil
// 1982). Of two classes it is that of the second, else the mean over the classes, each
// against all others; a class that has no row, or all of them, is left out, and 0.5
// is the answer where that leaves none.
class AreaUnderCurve {
 public:
  // There are fewer than 2^31 rows and at least two classes; scores must not be NaN.
  explicit AreaUnderCurve(const ClassScores& scores);

  // Over all rows.
  double OfAll() const;
  // Over rows drawn with replacement, each a row's number; takes time by their number alone.
  double OfSample(std::span<const std::uint32_t> drawn) const;

 private:
  // How many rows have a lower score for one class, by row.
  struct Ranking {
    std::int32_t of_class = 0;
    std::vector<std::uint32_t> lower;
  };

  std::vector<std::int32_t> labels_;
  std::vector<Ranking> rankings_;
};

}  // namespace rung::mlp
