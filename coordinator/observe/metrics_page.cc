#include "coordinator/observe/metrics_page.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "common/rpc/address.h"

namespace rung {
namespace {

constexpr char kThreads[] = "8";
constexpr char kRequestTimeoutMs[] = "2000";

// The web server takes addresses and no names for the machine itself.
std::string NumericHost(const std::string& host) {
  return host == "localhost" ? "127.0.0.1" : host;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Open(
    const std::string& address,
    std::vector<std::shared_ptr<prometheus::Collectable>> collectables) {
  const HostAndPort place = *SplitAddress(address);
  std::unique_ptr<MetricsPage> page(new MetricsPage);
  try {
    page->exposer_ = std::make_unique<prometheus::Exposer>(
        std::vector<std::string>{"listening_ports", NumericHost(place.host) + ":" + place.port,
                                 "num_threads", kThreads, "request_timeout_ms", kRequestTimeoutMs});
  } catch (const std::exception& error) {
    return absl::UnavailableError(fmt::format(
        "cannot serve metrics on {} ({}); end what uses the address, or give another by --metrics",
        address, error.what()));
  }
  page->address_ = fmt::format("{}:{}", place.host, page->exposer_->GetListeningPorts().front());
  page->collectables_ = std::move(collectables);
  for (const auto& collectable : page->collectables_) {
    page->exposer_->RegisterCollectable(collectable);
  }
  return page;
}

}  // namespace rung
