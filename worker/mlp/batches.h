#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/data/prepared_data.h"
#include "worker/mlp/kernels/kernels.h"
#include "worker/mlp/matrix.h"

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

// Fills the order in which epoch `epoch` (from 1) comes to the training rows 0, 1, …: a
// function of seed, trial and epoch.
void FillRowOrder(const Kernels<float>& kernels, std::uint64_t seed, std::uint32_t trial, int epoch,
                  std::span<std::uint32_t> order);

// Copies the chosen rows of `part` into a batch. features: (chosen rows, inputs).
void GatherRows(const Kernels<float>& kernels, const PreparedPart& part, TargetScale scale,
                std::span<const std::uint32_t> chosen, PanelView<float> features,
                LabelBatch& labels);

}  // namespace rung::mlp
