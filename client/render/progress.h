#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rung/v1/search.pb.h"

// How a search that is followed is shown. All of it is functions of what was
// polled; who draws says how wide the terminal is and what time it is.
namespace rung {

// What is shown beside the search's own progress.
struct LiveFacts {
  std::optional<double> best_score;
  double epochs_per_second = 0;  // 0: not known yet
};

// How fast epochs are trained, over the last minute.
class RateMeter {
 public:
  // `seconds` is any clock that runs on.
  void Add(double seconds, std::int64_t trained_epochs);
  // Epochs a second; 0 while it is not known.
  double EpochsPerSecond() const;

 private:
  struct Sample {
    double seconds = 0;
    std::int64_t epochs = 0;
  };
  std::deque<Sample> samples_;
};

// Lines for a terminal of `width` places: the state, a bar a rung, then the best
// score, the rate and the time left.
std::vector<std::string> ProgressLines(const v1::Search& search, const LiveFacts& facts, int width);

// The same in one line of text, for logs.
std::string ProgressSentence(const v1::Search& search, const LiveFacts& facts);

// The rung that is being worked on: the lowest that is not done; -1 without rungs.
int CurrentRung(const v1::Search& search);

// A line for a transfer: what is sent, a bar, how much of it.
std::string TransferLine(const std::string& what, std::int64_t done, std::int64_t size, int width);

// Moves a terminal's cursor up over `drawn` lines and draws `lines` in their place.
std::string Redraw(int drawn, std::span<const std::string> lines);

}  // namespace rung
