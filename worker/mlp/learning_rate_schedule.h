#pragma once

#include "rung/v1/search_spec.pb.h"

namespace rung::mlp {

// The learning rate in `epoch`, 1 … configuration.epochs(): learning_rate times
// the factors that v1::LearningRateSchedule and v1::Space.warmup give. It depends on the trial's
// full length, never on the rung that it is trained to.
double LearningRate(const v1::Configuration& configuration, int epoch);

}  // namespace rung::mlp
