#include "coordinator/observe/worker_pulse.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace rung {
namespace {

constexpr MonotonicDuration kMarkInterval = std::chrono::seconds(1);
constexpr MonotonicDuration kLeastRateSpan = std::chrono::seconds(1);

}  // namespace

void WorkerPulse::Hear(const std::string& worker, MonotonicTime now) {
  if (worker.empty()) return;
  const MutexLock lock(mutex_);
  const auto [place, is_new] = records_.try_emplace(worker);
  Record& record = place->second;
  record.vitals.last_heard = now;
  if (is_new) {
    std::erase_if(records_,
                  [now](const auto& one) { return now - one.second.vitals.last_heard > kMemory; });
  }
  auto& marks = record.marks;
  if (!marks.empty() && now - marks.back().time < kMarkInterval) return;
  marks.push_back({now, record.vitals.epoch_count, record.vitals.sample_count});
  while (now - marks.front().time > kRateSpan) marks.pop_front();
}

void WorkerPulse::ReportOne(const std::string& worker, const std::string& attempt,
                            const v1::Epoch& epoch, MonotonicTime now) {
  const MutexLock lock(mutex_);
  const auto found = records_.find(worker);
  if (found == records_.end()) return;
  Record& record = found->second;
  Trained* trained = std::ranges::find(record.newest, attempt, &Trained::attempt);
  if (trained == record.newest.end()) {
    std::swap(record.newest[0], record.newest[1]);
    record.newest[0] = {attempt, 0};
    trained = &record.newest[0];
  }
  if (epoch.epoch() <= trained->epoch) return;
  trained->epoch = epoch.epoch();
  Vitals& vitals = record.vitals;
  vitals.last_heard = now;
  vitals.attempt = attempt;
  vitals.epoch = epoch.epoch();
  ++vitals.epoch_count;
  vitals.sample_count += std::max<std::int64_t>(epoch.sample_count(), 0);
}

void WorkerPulse::CountSuperseded(const std::string& worker) {
  const MutexLock lock(mutex_);
  const auto found = records_.find(worker);
  if (found != records_.end()) ++found->second.vitals.superseded;
}

std::optional<WorkerPulse::Vitals> WorkerPulse::Find(const std::string& worker,
                                                     MonotonicTime now) const {
  const MutexLock lock(mutex_);
  const auto found = records_.find(worker);
  if (found == records_.end()) return std::nullopt;
  return VitalsOf(found->second, now);
}

std::map<std::string, WorkerPulse::Vitals> WorkerPulse::All(MonotonicTime now) const {
  const MutexLock lock(mutex_);
  std::map<std::string, Vitals> all;
  for (const auto& [worker, record] : records_) {
    if (now - record.vitals.last_heard <= kMemory) all.emplace(worker, VitalsOf(record, now));
  }
  return all;
}

WorkerPulse::Vitals WorkerPulse::VitalsOf(const Record& record, MonotonicTime now) {
  Vitals vitals = record.vitals;
  const auto first = std::ranges::find_if(
      record.marks, [now](const Mark& mark) { return now - mark.time <= kRateSpan; });
  if (first == record.marks.end() || now - first->time < kLeastRateSpan) return vitals;
  const double seconds = std::chrono::duration<double>(now - first->time).count();
  vitals.epochs_per_second = static_cast<double>(vitals.epoch_count - first->epochs) / seconds;
  vitals.samples_per_second = static_cast<double>(vitals.sample_count - first->samples) / seconds;
  return vitals;
}

}  // namespace rung
