#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"
#include "coordinator/lease/lease_book.h"
#include "rung/v1/trial.pb.h"

namespace rung {

// When each worker was last heard of and what it trains, for people: no decision rests on it.
// It begins anew with each life of the coordinator, and a worker that has not been heard of
// for an hour is forgotten. Thread-safe.
class WorkerPulse {
 public:
  static constexpr MonotonicDuration kMemory = std::chrono::hours(1);
  static constexpr MonotonicDuration kRateSpan = std::chrono::minutes(1);

  struct Vitals {
    MonotonicTime last_heard;
    std::string attempt;            // that of the latest report
    int epoch = 0;                  // the last that was reported of it
    std::int64_t epoch_count = 0;   // reported since the coordinator started
    std::int64_t sample_count = 0;  // of these epochs
    std::int64_t superseded = 0;    // calls that were answered SUPERSEDED
    double epochs_per_second = 0;   // over the last minute; 0 while it is not known
    double samples_per_second = 0;
  };

  void Hear(const std::string& worker, MonotonicTime now) ABSL_LOCKS_EXCLUDED(mutex_);
  // Epochs that a worker says it has trained. A call that is repeated counts once.
  template <typename Epochs>
  void Report(const std::string& worker, const std::string& attempt, const Epochs& epochs,
              MonotonicTime now) ABSL_LOCKS_EXCLUDED(mutex_) {
    for (const v1::Epoch& epoch : epochs) ReportOne(worker, attempt, epoch, now);
  }
  void CountSuperseded(const std::string& worker) ABSL_LOCKS_EXCLUDED(mutex_);

  // nullopt for a worker that was not heard of.
  std::optional<Vitals> Find(const std::string& worker, MonotonicTime now) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Of all workers, by name.
  std::map<std::string, Vitals> All(MonotonicTime now) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Mark {
    MonotonicTime time;
    std::int64_t epochs = 0;
    std::int64_t samples = 0;
  };
  struct Trained {
    std::string attempt;
    int epoch = 0;
  };
  struct Record {
    Vitals vitals;
    // A worker tells of one attempt while it trains the next.
    std::array<Trained, 2> newest;
    std::deque<Mark> marks;  // a second apart, for the rates
  };

  void ReportOne(const std::string& worker, const std::string& attempt, const v1::Epoch& epoch,
                 MonotonicTime now) ABSL_LOCKS_EXCLUDED(mutex_);
  static Vitals VitalsOf(const Record& record, MonotonicTime now);

  mutable Mutex mutex_;
  std::map<std::string, Record> records_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
