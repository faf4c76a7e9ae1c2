#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rung {

// A trial's result at a rung, as it is compared.
struct RungScore {
  std::int64_t trial = 0;
  bool ranks_last = false;  // it diverged or failed
  double score = 0;         // lower is better; a number that is not finite ranks last

  friend bool operator==(const RungScore&, const RungScore&) = default;
};

// Whether the trial diverged or failed: it can go nowhere.
bool RanksLast(const RungScore& result);

// The order of a rung, best first: those that rank last behind all others, then by
// score, then by trial number. Total, so no order of arrival matters.
bool RanksBefore(const RungScore& a, const RungScore& b);

// The best `keep` trials, best first; fewer where fewer have a score. No trial that
// ranks last is ever among them. Takes O(n log keep).
std::vector<std::int64_t> Promoted(std::span<const RungScore> rung, int keep);

}  // namespace rung
