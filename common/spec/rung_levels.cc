#include "common/spec/rung_levels.h"

namespace rung {

std::int64_t LeastTrials(const v1::SuccessiveHalving& halving) {
  std::int64_t power = 1;
  while (power * halving.eta() <= halving.epochs() / halving.min_epochs()) power *= halving.eta();
  return power;
}

std::vector<int> RungLevels(const v1::SuccessiveHalving& halving) {
  std::vector<int> levels;
  for (std::int64_t divisor = LeastTrials(halving); divisor >= 1; divisor /= halving.eta()) {
    levels.push_back(static_cast<int>(halving.epochs() / divisor));
  }
  return levels;
}

}  // namespace rung
