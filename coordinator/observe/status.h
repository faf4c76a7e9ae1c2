#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/decide/deciding_thread.h"
#include "coordinator/observe/worker_pulse.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"
#include "rung/v1/worker.pb.h"

namespace rung {

// What the coordinator's files and its process take, in bytes.
struct Footprint {
  std::int64_t database = 0;  // with its write-ahead log
  std::int64_t blobs = 0;
  std::int64_t disk_free = 0;  // where the database is, for programs without privileges
  std::int64_t disk = 0;
  std::int64_t resident_memory = 0;
};

// What runs, and what waits to.
struct Activity {
  std::vector<SearchLoad> searches;  // not ended, or within the last hour; newest first
  std::int64_t waiting_tasks = 0;
  std::int64_t held_leases = 0;
  std::int64_t overdue_leases = 0;  // of workers that were not heard of for a lease
  std::vector<v1::Worker> workers;  // those heard of within the last hour, by name
  std::map<std::string, WorkerPulse::Vitals> vitals;  // of these
};

// Tells how the coordinator fares, from what is on disk and from the workers' pulse: the
// deciding thread is not asked. Thread-safe; the parts outlive it.
class StatusReader {
 public:
  StatusReader(const std::string& database, ReaderPool& readers, const BlobStore& blobs,
               const DecidingThread& deciding, const WorkerPulse& pulse, MonotonicDuration lease)
      : database_(database),
        readers_(readers),
        blobs_(blobs),
        deciding_(deciding),
        pulse_(pulse),
        lease_(lease) {}

  // Why no work is taken at the moment; OK otherwise.
  absl::Status Health() const;

  Footprint ReadFootprint() const;

  // `wall_us` is microseconds since 1970.
  absl::StatusOr<Activity> ReadActivity(MonotonicTime now, std::int64_t wall_us) const;

  // Workers by name, from above `after` on, at most `limit`, with state and vitals.
  absl::StatusOr<std::vector<v1::Worker>> ListWorkers(const std::string& after, int limit,
                                                      MonotonicTime now) const;

 private:
  const std::string database_;
  ReaderPool& readers_;
  const BlobStore& blobs_;
  const DecidingThread& deciding_;
  const WorkerPulse& pulse_;
  const MonotonicDuration lease_;
};

// Completes what is on record of a worker by what was heard of it.
void AddVitals(v1::Worker& worker, const std::optional<WorkerPulse::Vitals>& vitals,
               MonotonicDuration lease, MonotonicTime now);

}  // namespace rung
