#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/data/prepared_data.h"
#include "rung/v1/task.pb.h"
#include "worker/mlp/trainer.h"

namespace rung {

// Rows of two classes that a line divides.
inline PreparedPart TinyPart(int rows) {
  PreparedPart part{.rows = rows, .inputs = 2, .features = {}, .classes = {}, .targets = {}};
  for (int row = 0; row < rows; ++row) {
    part.features.push_back(static_cast<float>(row % 7) / 7.0F - 0.4F);
    part.features.push_back(static_cast<float>(row % 5) / 5.0F - 0.4F);
    part.classes.push_back(row % 7 + row % 5 > 4 ? 1 : 0);
  }
  return part;
}

inline PreparedTraining TinyTraining() {
  PreparedTraining data;
  data.objective = v1::CLASSIFICATION;
  data.outputs = 2;
  data.training = TinyPart(40);
  data.validation = TinyPart(15);
  return data;
}

inline PreparedTest TinyTest() {
  PreparedTest data;
  data.objective = v1::CLASSIFICATION;
  data.outputs = 2;
  data.test = TinyPart(20);
  return data;
}

// A task that trains trial `trial` from its start; its data are to be filled in.
inline v1::Task TinyTask(std::int64_t trial, int target_epochs) {
  v1::Task task;
  task.set_name("searches/tiny/trials/" + std::to_string(trial) + "/tasks/0/attempts/1");
  v1::Configuration& configuration = *task.mutable_configuration();
  configuration.set_hidden_layers(1);
  configuration.add_units(4);
  configuration.set_learning_rate(0.01);
  configuration.set_activation(v1::RELU);
  configuration.set_class_weight(v1::EQUAL);
  configuration.set_batch_size(8);
  configuration.set_epochs(1'000'000);
  configuration.set_optimizer(v1::ADAM);
  configuration.set_momentum(0.9);
  configuration.set_learning_rate_schedule(v1::CONSTANT);
  task.set_objective(v1::CLASSIFICATION);
  task.set_score(v1::ACCURACY);
  task.set_seed(7);
  task.set_arithmetic(v1::FUSED);
  task.set_trial(trial);
  task.set_target_epochs(target_epochs);
  task.mutable_lease_duration()->set_seconds(30);
  task.mutable_renew_interval()->set_nanos(250'000'000);
  return task;
}

// The checkpoint of the task's trial after `epochs`, trained without a break.
inline std::string CheckpointAfter(const v1::Task& task, int epochs) {
  const PreparedTraining data = TinyTraining();
  const auto trainer = mlp::Trainer::Create({task.configuration(), task.seed(), task.trial()}, data,
                                            task.score(), mlp::InstructionSets().front());
  for (int i = 0; i < epochs; ++i) (*trainer)->TrainEpoch({});
  return (*trainer)->Checkpoint();
}

}  // namespace rung
