#include "coordinator/analysis/compare_epochs.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "coordinator/analysis/summary.h"

namespace rung {
namespace {

const CurvePoint* PointAt(const LearningCurve& curve, int epoch) {
  const auto found =
      std::lower_bound(curve.begin(), curve.end(), epoch,
                       [](const CurvePoint& point, int sought) { return point.epoch < sought; });
  return found != curve.end() && found->epoch == epoch ? &*found : nullptr;
}

void AddTo(ResultGroup& group, const CurvePoint& point) {
  if (!std::isfinite(point.validation_score)) {
    ++group.diverged_count;
    return;
  }
  group.scores.push_back(point.validation_score);
  if (point.gap) group.gaps.push_back(*point.gap);
}

// The trials trained to `level`, at `epoch`.
ResultGroup GroupAt(std::span<const LearningCurve> curves, int level, int epoch) {
  ResultGroup group;
  for (const LearningCurve& curve : curves) {
    const CurvePoint* point = PointAt(curve, epoch);
    if (point != nullptr && curve.back().epoch >= level) AddTo(group, *point);
  }
  return group;
}

}  // namespace

std::vector<int> ComparedEpochs(std::span<const int> levels) {
  std::vector<int> epochs;
  for (int decade = 1; !levels.empty() && decade < levels[0] && decade <= 100'000; decade *= 10) {
    for (const int digit : {1, 2, 5}) {
      if (digit * decade < levels[0]) epochs.push_back(digit * decade);
    }
  }
  epochs.insert(epochs.end(), levels.begin(), levels.end());
  return epochs;
}

std::vector<v1::RungComparison> CompareEpochs(std::span<const LearningCurve> curves,
                                              std::span<const int> levels, bool higher_is_better) {
  std::vector<v1::RungComparison> comparisons;
  for (std::size_t rung = 0; rung < levels.size(); ++rung) {
    v1::RungComparison& comparison = comparisons.emplace_back();
    comparison.set_rung(static_cast<int>(rung));
    comparison.set_epochs(levels[rung]);
    for (const int epoch : ComparedEpochs(levels.first(rung + 1))) {
      ResultGroup group = GroupAt(curves, levels[rung], epoch);
      if (group.empty()) continue;
      *comparison.add_values() =
          Summarize(std::to_string(epoch), std::move(group), higher_is_better);
    }
  }
  return comparisons;
}

}  // namespace rung
