#pragma once

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace rung {

// A page in Prometheus' text format at http://HOST:PORT/metrics, served by two threads.
class MetricsPage {
 public:
  // UNAVAILABLE where the address cannot be had. Port 0 is any that is free.
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Open(
      const std::string& address,
      std::vector<std::shared_ptr<prometheus::Collectable>> collectables);

  // With the port that was chosen.
  const std::string& address() const { return address_; }

 private:
  MetricsPage() = default;

  std::vector<std::shared_ptr<prometheus::Collectable>> collectables_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string address_;
};

}  // namespace rung
