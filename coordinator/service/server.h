#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/decide/decider.h"
#include "coordinator/store/crashing_log.h"

namespace rung {

struct ServerOptions {
  std::string database;                // its blobs are beside the file itself, in DATABASE-blobs
  std::vector<std::string> addresses;  // HOST:PORT (port 0: any that is free) or unix:PATH
  std::string identity;                // a file: HOST:PORT speak TLS; empty: none does
  std::string tokens;                  // a file: these are believed as certificates are; or empty
  // After which a connection, where TLS is spoken, has to be made anew, so that what has expired
  // or is of a CA that was replaced comes to light.
  std::chrono::milliseconds connection_age = std::chrono::minutes(5);
  std::int64_t blob_quota = std::numeric_limits<std::int64_t>::max();  // bytes of all blobs
  std::int64_t data_memory = std::int64_t{8} << 30;  // bytes for a data set that is read
  LeaseTimes lease_times;
  MonotonicDuration lease_wait = std::chrono::seconds(20);
  std::string metrics;              // HOST:PORT of the metrics page; empty: none
  std::optional<CrashPoint> crash;  // only for tests
};

// The coordinator: store, deciding thread and gRPC services, built in the order of
// their dependence and ended in the reverse.
class Server {
 public:
  // Opens the database and serves. Errors: those of Store::Open; UNAVAILABLE (an
  // address is taken).
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);

  // Reports "not serving" to health checks, answers what has arrived, and ends.
  ~Server();

  // The addresses with the ports that were chosen.
  const std::vector<std::string>& addresses() const { return addresses_; }

  // That of the metrics page, with its port; empty where there is none.
  std::string metrics_address() const;

  // Brings the health service in line with the deciding thread; called now and then.
  void ReportHealth();

  // Calls `tell` in the deciding thread once that has decided all that has arrived before: never
  // where it hangs, or where too much waits for it.
  void OnceDecided(std::function<void()> tell);

 private:
  struct Parts;
  Server(std::unique_ptr<Parts> parts, std::vector<std::string> addresses);

  std::unique_ptr<Parts> parts_;
  std::vector<std::string> addresses_;
};

}  // namespace rung
