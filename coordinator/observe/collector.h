#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <chrono>
#include <string>
#include <vector>

#include "coordinator/observe/status.h"

namespace rung {

// The metrics of a status. `health` is why no work is taken, OK otherwise.
std::vector<prometheus::MetricFamily> FamiliesOf(const absl::Status& health,
                                                 const Footprint& footprint);
std::vector<prometheus::MetricFamily> FamiliesOf(const Activity& activity);

// Asks for the coordinator's status at every scrape; nothing is measured between two.
// Where the database cannot be read it tells the rest, and not healthy. Thread-safe.
class Collector final : public prometheus::Collectable {
 public:
  // `status` outlives this.
  explicit Collector(const StatusReader& status) : status_(status) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const StatusReader& status_;
};

}  // namespace rung
