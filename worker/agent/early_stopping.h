#pragma once

#include <optional>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// When a trial has run out of patience: once `patience` epochs in a row have not
// bettered the best score so far (Prechelt 1998, "Early Stopping - But When?").
class EarlyStopping {
 public:
  // patience: at least 1, or 0 for a trial that never stops early.
  EarlyStopping(int patience, v1::Metric score);

  // Takes in the score after the next epoch, a number; true if it is the best so far.
  bool IsBest(double score);
  // Whether to stop.
  bool IsOver() const { return patience_ > 0 && epochs_without_ >= patience_; }

 private:
  const int patience_;
  const bool higher_is_better_;
  std::optional<double> best_;
  int epochs_without_ = 0;
};

}  // namespace rung
