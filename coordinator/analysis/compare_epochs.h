#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rung/v1/search.pb.h"

namespace rung {

// A point of a learning curve.
struct CurvePoint {
  int epoch = 0;  // from 1
  double validation_score = 0;
  std::optional<double> gap;  // RankedTrial.gap; where a rung ended, with weights at rest
};

// A trial's learning curve: points in the order of epochs, at least those of
// ComparedEpochs that it has reached.
using LearningCurve = std::vector<CurvePoint>;

// The epochs at which curves are compared: 1, 2, 5, 10, … below the lowest level, then
// the levels. `levels`: the epochs of the rungs, ascending.
std::vector<int> ComparedEpochs(std::span<const int> levels);

// What more epochs did. For each rung: the trials trained to its level, at each
// of ComparedEpochs up to it, so that every row of a rung is about the same trials. A
// validation score that is not finite counts as diverged.
std::vector<v1::RungComparison> CompareEpochs(std::span<const LearningCurve> curves,
                                              std::span<const int> levels, bool higher_is_better);

}  // namespace rung
