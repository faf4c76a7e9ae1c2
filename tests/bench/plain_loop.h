#pragma once

#include <memory>

#include "common/data/prepared_data.h"
#include "rung/v1/search_spec.pb.h"

namespace rung::bench {

// What a good engineer writes in an afternoon: an MLP with RELU, cross-entropy and Adam as
// expressions of Eigen, float, one thread, buffers made once, no tuning. The yardstick
// of the trainer.
class PlainLoop {
 public:
  PlainLoop(const v1::Configuration& configuration, const PreparedTraining& data);
  ~PlainLoop();

  // Shuffles, gathers and trains on all rows; returns the mean loss.
  double TrainEpoch();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rung::bench
