#include "coordinator/observe/status.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr int kPage = 1000;

std::int64_t FileBytes(const std::string& path) {
  struct stat file{};
  return stat(path.c_str(), &file) == 0 ? file.st_size : 0;
}

std::int64_t ResidentMemory() {
  std::int64_t all_pages = 0;
  std::int64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> all_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

std::string IdOf(const v1::Worker& worker) {
  return worker.name().substr(worker.name().rfind('/') + 1);
}

}  // namespace

absl::Status StatusReader::Health() const {
  absl::Status health = deciding_.Health();
  return health.ok() ? blobs_.Health() : health;
}

Footprint StatusReader::ReadFootprint() const {
  Footprint footprint{.database = FileBytes(database_) + FileBytes(database_ + "-wal"),
                      .blobs = blobs_.total_bytes(),
                      .resident_memory = ResidentMemory()};
  struct statvfs disk{};
  if (statvfs(database_.c_str(), &disk) == 0) {
    footprint.disk_free = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
    footprint.disk = static_cast<std::int64_t>(disk.f_blocks * disk.f_frsize);
  }
  return footprint;
}

absl::StatusOr<Activity> StatusReader::ReadActivity(MonotonicTime now, std::int64_t wall_us) const {
  constexpr std::int64_t kSearchMemoryUs = std::chrono::microseconds(std::chrono::hours(1)).count();
  Activity activity{.vitals = pulse_.All(now)};
  ASSIGN_OR_RETURN(Load load, readers_.Take()->GetLoad(wall_us - kSearchMemoryUs));
  activity.searches = std::move(load.searches);
  for (const SearchLoad& search : activity.searches) activity.waiting_tasks += search.waiting_tasks;
  for (const auto& [worker, count] : load.open_leases) {
    const auto found = activity.vitals.find(worker);
    const bool is_heard =
        found != activity.vitals.end() && now - found->second.last_heard <= lease_;
    (is_heard ? activity.held_leases : activity.overdue_leases) += count;
  }
  for (std::string after;;) {
    ASSIGN_OR_RETURN(const auto page, ListWorkers(after, kPage, now));
    for (const v1::Worker& worker : page) {
      if (activity.vitals.contains(IdOf(worker))) activity.workers.push_back(worker);
    }
    if (page.size() < kPage) return activity;
    after = IdOf(page.back());
  }
}

absl::StatusOr<std::vector<v1::Worker>> StatusReader::ListWorkers(const std::string& after,
                                                                  int limit,
                                                                  MonotonicTime now) const {
  ASSIGN_OR_RETURN(std::vector<v1::Worker> workers, readers_.Take()->ListWorkers(after, limit));
  for (v1::Worker& worker : workers) {
    AddVitals(worker, pulse_.Find(IdOf(worker), now), lease_, now);
  }
  return workers;
}

void AddVitals(v1::Worker& worker, const std::optional<WorkerPulse::Vitals>& vitals,
               MonotonicDuration lease, MonotonicTime now) {
  const bool is_silent = !vitals || now - vitals->last_heard > lease;
  if (is_silent && worker.state() != v1::Worker::ENDED) worker.set_state(v1::Worker::SILENT);
  worker.set_silent_seconds(vitals ? std::chrono::duration<double>(now - vitals->last_heard).count()
                                   : -1);
  if (!vitals) return;
  if (vitals->attempt == worker.attempt()) worker.set_epoch(vitals->epoch);
  worker.set_epochs_per_second(vitals->epochs_per_second);
  worker.set_samples_per_second(vitals->samples_per_second);
}

}  // namespace rung
