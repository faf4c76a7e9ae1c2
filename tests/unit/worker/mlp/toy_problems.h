#pragma once

#include <cstdint>
#include <string>

#include "common/data/prepared_data.h"
#include "worker/mlp/trainer.h"

namespace rung::mlp {

// Two inputs; the class is 1 where they have the same sign, otherwise 0.
PreparedTraining SameSignProblem(std::int64_t training_rows, std::int64_t validation_rows);
PreparedTest SameSignTest(std::int64_t rows);
// 20 rows for training, 10 for validation.
const PreparedTraining& SmallProblem();

// Two inputs; the label is 100 + 20 times a smooth function of them.
PreparedTraining WaveProblem(std::int64_t training_rows, std::int64_t validation_rows);
PreparedTest WaveTest(std::int64_t rows);

// ADAM at 0.01, batches of 16, 40 epochs, 16 hidden units with TANH; seed 7, trial 3.
TrialSetup SmallSetup();

// Trainer::Create, by default with the fastest instruction set.
absl::StatusOr<std::unique_ptr<Trainer>> CreateTrainer(
    const TrialSetup& setup, const PreparedTraining& data, v1::Metric score,
    const InstructionSet& instruction_set = InstructionSets().front());

// The same for a trainer that must be creatable.
std::unique_ptr<Trainer> TrainerOf(
    const TrialSetup& setup, const PreparedTraining& data, v1::Metric score,
    const InstructionSet& instruction_set = InstructionSets().front());

// Trains until so many epochs are done.
void TrainTo(int epochs, Trainer& trainer);

}  // namespace rung::mlp
