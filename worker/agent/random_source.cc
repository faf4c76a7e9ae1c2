#include "worker/agent/random_source.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <random>

namespace rung {

RandomSource MachineRandom() {
  return [] {
    thread_local std::mt19937_64 generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(generator);
  };
}

std::string RandomId(const RandomSource& random) {
  constexpr double kWord = 4294967296.0;
  std::string id;
  for (int i = 0; i < 4; ++i) {
    fmt::format_to(std::back_inserter(id), "{:08x}", static_cast<std::uint32_t>(random() * kWord));
  }
  return id;
}

}  // namespace rung
