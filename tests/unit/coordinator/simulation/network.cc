#include "network.h"

namespace rung::simulation {

void Network::EndFaults() {
  has_faults_ = false;
  cut_until_ = timeline_.now().monotonic;
}

MonotonicDuration Network::Delay() {
  const bool is_slow = has_faults_ && choices_.OneIn(20);
  return is_slow ? choices_.Milliseconds(100, 20'000) : choices_.Milliseconds(1, 30);
}

bool Network::LosesNext(const std::string& what) {
  const bool is_cut = timeline_.now().monotonic < cut_until_;
  if (!is_cut && !(has_faults_ && choices_.OneIn(30))) return false;
  history_.NoteFault(what);
  return true;
}

}  // namespace rung::simulation
