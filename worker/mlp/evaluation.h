#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/data/prepared_data.h"
#include "rung/v1/trial.pb.h"
#include "worker/mlp/kernels/instruction_sets.h"
#include "worker/mlp/progress.h"
#include "worker/mlp/trial_setup.h"

namespace rung::mlp {

// How well a finalist does on rows that no decision has seen.
struct TestScores {
  v1::Metrics test;
  double validation_spread = 0;  // standard error of the validation score over its rows
  double test_spread = 0;        // the same for the test score
};

// Scores the network in `checkpoint` on the test rows. Errors: INVALID_ARGUMENT
// or RESOURCE_EXHAUSTED as Trainer::Create, and where the test rows do not fit the
// training rows; DATA_LOSS for a damaged checkpoint or one of another trial. Each batch that is
// measured and each sample that a spread is taken over is a step of `progress`.
absl::StatusOr<TestScores> ScoreOnTest(const TrialSetup& setup, const PreparedTraining& training,
                                       const PreparedTest& test, v1::Metric score,
                                       std::string_view checkpoint,
                                       const InstructionSet& instruction_set,
                                       Progress progress = nullptr);

}  // namespace rung::mlp
