#include "common/data/allotment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace rung {
namespace {

// The class with room that is furthest behind its quota.
std::optional<std::size_t> FurthestBehind(const std::vector<double>& quotas, const Counts& given,
                                          const Counts& rooms) {
  std::optional<std::size_t> chosen;
  double largest = 0;
  for (std::size_t c = 0; c < quotas.size(); ++c) {
    const double remainder = quotas[c] - static_cast<double>(given[c]);
    if (given[c] >= rooms[c] || (chosen && remainder <= largest)) continue;
    chosen = c;
    largest = remainder;
  }
  return chosen;
}

}  // namespace

Counts Allot(double fraction, const Counts& sizes, const Counts& rooms) {
  std::vector<double> quotas;
  Counts given;
  std::int64_t total = 0;
  std::int64_t sum = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    quotas.push_back(fraction * static_cast<double>(sizes[c]));
    given.push_back(std::min(static_cast<std::int64_t>(quotas[c]), rooms[c]));
    total += sizes[c];
    sum += given[c];
  }
  const std::int64_t wanted = std::llround(fraction * static_cast<double>(total));
  for (; sum < wanted; ++sum) {
    const auto chosen = FurthestBehind(quotas, given, rooms);
    if (!chosen) break;
    ++given[*chosen];
  }
  return given;
}

}  // namespace rung
