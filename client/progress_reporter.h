#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "client/render/progress.h"
#include "client/terminal.h"
#include "rung/v1/search.pb.h"

namespace rung {

// Shows a followed search on stderr: lines that are redrawn on a terminal,
// otherwise a line every few seconds and at each change of rung or state.
class ProgressReporter {
 public:
  void Show(const v1::Search& search, std::optional<double> best_score);
  // The coordinator did not answer this time. Said once an outage.
  void ShowOutage();

 private:
  using Clock = std::chrono::steady_clock;

  void ShowSentence(const v1::Search& search, const LiveFacts& facts, Clock::time_point now);

  const bool is_terminal_ = IsErrorTerminal();
  const Clock::time_point start_ = Clock::now();
  LiveLines lines_;
  RateMeter rate_;
  bool is_outage_ = false;
  std::optional<Clock::time_point> last_sentence_;
  int last_rung_ = -1;
  v1::Search::State last_state_ = v1::Search::STATE_UNSPECIFIED;
};

}  // namespace rung
