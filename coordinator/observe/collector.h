#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <chrono>
#include <vector>

#include "common/tls/identity_in_use.h"
#include "common/tls/wall_time.h"
#include "coordinator/observe/status.h"

namespace rung {

// The metrics of a status. `health` is why no work is taken, OK otherwise.
std::vector<prometheus::MetricFamily> FamiliesOf(const absl::Status& health,
                                                 const Footprint& footprint);
std::vector<prometheus::MetricFamily> FamiliesOf(const Activity& activity);
prometheus::MetricFamily CertificateExpiry(WallTime valid_until);

// Asks for the coordinator's status at every scrape; nothing is measured between two.
// Where the database cannot be read it tells the rest, and not healthy. Thread-safe.
class Collector final : public prometheus::Collectable {
 public:
  // Both outlive this; `identity` is null where there is none.
  Collector(const StatusReader& status, const IdentityInUse* identity)
      : status_(status), identity_(identity) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const StatusReader& status_;
  const IdentityInUse* const identity_;
};

}  // namespace rung
