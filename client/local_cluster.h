#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/child_process.h"
#include "client/private_folder.h"

namespace rung {

// A coordinator and workers on this machine, as our children, that talk over a Unix
// socket in a private folder, where the workers keep their data too. They end with this
// object, workers first.
class LocalCluster {
 public:
  // Starts the coordinator on a database file and waits until its socket is there, then
  // starts the workers. Errors: NOT_FOUND (a program), UNAVAILABLE (the message
  // ends with what the coordinator wrote), CANCELLED (a stop was requested).
  static absl::StatusOr<std::unique_ptr<LocalCluster>> Start(const std::string& database,
                                                             int worker_count,
                                                             const std::stop_token& stop);
  ~LocalCluster();
  LocalCluster(const LocalCluster&) = delete;
  LocalCluster& operator=(const LocalCluster&) = delete;

  // `unix:PATH`
  std::string address() const { return "unix:" + socket_; }

  // Says on stderr which workers have died, with what they wrote last. UNAVAILABLE where
  // the coordinator or all workers have.
  absl::Status Check();

 private:
  explicit LocalCluster(PrivateFolder folder);
  absl::Status StartCoordinator(const std::string& database, const std::stop_token& stop);
  absl::Status StartWorkers(int count);

  const PrivateFolder folder_;
  const std::string socket_;
  std::vector<ChildProcess> coordinator_;  // one, once started
  struct Worker {
    std::string name;
    ChildProcess process;
    bool is_dead = false;
  };
  std::vector<Worker> workers_;
};

}  // namespace rung
