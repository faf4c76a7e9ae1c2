#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "worker/mlp/matrix.h"
#include "worker/mlp/network_shape.h"
#include "worker/mlp/trial_setup.h"

namespace rung::mlp {

// All that changes in training. Everything else is a function of setup and data.
struct TrainingState {
  TrainingState(const NetworkShape& shape, v1::Optimizer optimizer);

  int epochs_done = 0;
  AlignedVector<float> parameters;  // in panels, as NetworkShape lays them out
  AlignedVector<float> moments;     // as UpdateParameters does
};

// A checkpoint is, little-endian and without gaps:
//   8 bytes  "rungckpt"         u32  version, 2
//   u32      layers             u32  inputs, then outputs of each layer
//   u32      arithmetic
//   u32      activation, batch_size, epochs, optimizer, learning_rate_schedule, class_weight
//   f64      learning_rate, momentum, weight_decay, dropout, warmup, gradient_clip,
//            label_smoothing
//   u64      seed               u64  trial
//   u32      epochs done        u32  its complement
//   f32      parameters, then moments, all in rows (network_shape.h)
// It is named by its digest, so it holds none. common/model reads the network out of it.
std::string EncodeCheckpoint(const TrialSetup& setup, const NetworkShape& shape,
                             const TrainingState& state);

// Fills `state`, made for the same shape and optimiser, from a checkpoint of the same
// setup. Errors: DATA_LOSS, with `state` as before, for anything else. Reads no
// size from the bytes.
absl::Status DecodeCheckpoint(std::string_view bytes, const TrialSetup& setup,
                              const NetworkShape& shape, TrainingState& state);

}  // namespace rung::mlp
