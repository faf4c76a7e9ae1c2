#include "history.h"

#include <fmt/format.h>

namespace rung::simulation {
namespace {

constexpr std::size_t kKeptLines = 60;

}  // namespace

void History::Note(const std::string& line) {
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(
      timeline_.now().monotonic.time_since_epoch());
  lines_.push_back(fmt::format("{:>7} {:>9} ms  {}\n", timeline_.steps(), time.count(), line));
  for (const char byte : lines_.back()) {  // FNV-1a
    digest_ = (digest_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  if (lines_.size() > kKeptLines) lines_.pop_front();
}

void History::NoteFault(const std::string& fault) {
  ++fault_counts_[fault];
  Note("FAULT " + fault);
}

void History::Break(const std::string& what) {
  Note("BROKEN " + what);
  if (broken_.empty()) broken_ = fmt::format("step {}: {}", timeline_.steps(), what);
}

std::string History::Tail() const {
  std::string tail;
  for (const std::string& line : lines_) tail += line;
  return tail;
}

}  // namespace rung::simulation
