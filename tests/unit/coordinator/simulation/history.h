#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "timeline.h"

namespace rung::simulation {

// All that happened, line by line, and the first promise that was broken. Only the last
// lines are kept; the digest is of all.
class History {
 public:
  explicit History(const Timeline& timeline) : timeline_(timeline) {}

  void Note(const std::string& line);
  // Also counts how often.
  void NoteFault(const std::string& fault);
  // A promise was not kept; of several the first is kept.
  void Break(const std::string& what);

  bool is_broken() const { return !broken_.empty(); }
  const std::string& broken() const { return broken_; }
  std::uint64_t digest() const { return digest_; }
  const std::map<std::string, int>& fault_counts() const { return fault_counts_; }
  // The last lines, oldest first.
  std::string Tail() const;

 private:
  const Timeline& timeline_;
  std::deque<std::string> lines_;
  std::uint64_t digest_ = 0xcbf29ce484222325;
  std::map<std::string, int> fault_counts_;
  std::string broken_;
};

}  // namespace rung::simulation
