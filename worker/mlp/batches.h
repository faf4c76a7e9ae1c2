#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/data/prepared_data.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/row_outcome.h"

namespace rung::mlp {

// Turns a label of regression into standard deviations from the mean, and back
// by the same two numbers.
struct TargetScale {
  float mean = 0;
  float deviation = 1;

  float Standardise(float target) const { return (target - mean) / deviation; }
};

// The labels of a mini-batch: one kind is used, as the objective says.
struct LabelBatch {
  explicit LabelBatch(std::size_t max_rows) : classes(max_rows), targets(max_rows) {}

  std::vector<std::int32_t> classes;
  std::vector<float> targets;  // standardised
};

// The order in which epoch `epoch` (from 1) comes to the training rows: a function
// of seed, trial and epoch.
std::vector<std::uint32_t> RowOrder(std::uint64_t seed, std::uint32_t trial, int epoch,
                                    std::size_t rows);

// Copies the chosen rows of `part` into a batch. features: (chosen rows, inputs).
void GatherRows(const PreparedPart& part, TargetScale scale, std::span<const std::uint32_t> chosen,
                MatrixView<float> features, LabelBatch& labels);

// Copies rows `first`, first + 1, … likewise, as many as `features` has.
void CopyRows(const PreparedPart& part, TargetScale scale, std::size_t first,
              MatrixView<float> features, LabelBatch& labels);

// The objective's loss, as in loss.h.
void ApplyLoss(v1::Objective objective, const LabelBatch& labels, MatrixView<float> outputs,
               std::span<RowOutcome> outcomes);

}  // namespace rung::mlp
