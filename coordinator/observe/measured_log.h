#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <span>

#include "coordinator/facts/passing_log.h"

namespace rung {

// Passes everything on to `log`, which outlives it as `registry` does, and counts: how long a
// commit took, how many facts it held, how attempts ended. Used by the deciding thread alone.
class MeasuredLog final : public PassingLog {
 public:
  MeasuredLog(FactLog& log, prometheus::Registry& registry);

  absl::Status Commit(std::span<const Fact> facts) override;

 private:
  prometheus::Histogram& seconds_;
  prometheus::Histogram& facts_;
  prometheus::Counter& failures_;
  prometheus::Counter& faults_;
  prometheus::Family<prometheus::Counter>& ended_;
};

}  // namespace rung
