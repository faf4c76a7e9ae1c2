#include "coordinator/observe/collector.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "common/spec/enum_names.h"
#include "common/version.h"

namespace rung {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

template <typename Number>
ClientMetric Metric(MetricType type, Number number, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  const auto value = static_cast<double>(number);
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return metric;
}

template <typename Number>
MetricFamily Gauge(const std::string& name, const std::string& help, Number number) {
  return {name, help, MetricType::Gauge, {Metric(MetricType::Gauge, number)}};
}

// One metric a member of `rows`, as `metric`(key, value) says it.
template <typename Rows, typename ToMetric>
MetricFamily FamilyOf(const std::string& name, const std::string& help, MetricType type,
                      const Rows& rows, const ToMetric& metric) {
  MetricFamily family{name, help, type, {}};
  for (const auto& row : rows) family.metric.push_back(metric(row));
  return family;
}

// A counter for each worker.
template <typename Number>
MetricFamily ByWorker(const std::string& name, const std::string& help, const Activity& activity,
                      Number WorkerPulse::Vitals::* count) {
  return FamilyOf(name, help, MetricType::Counter, activity.vitals, [&](const auto& row) {
    return Metric(MetricType::Counter, row.second.*count, {{"worker", row.first}});
  });
}

template <typename Number>
MetricFamily BySearch(const std::string& name, const std::string& help, const Activity& activity,
                      Number SearchLoad::* number) {
  return FamilyOf(name, help, MetricType::Gauge, activity.searches, [&](const SearchLoad& row) {
    return Metric(MetricType::Gauge, row.*number, {{"search", row.name}});
  });
}

// 1 for the state that a search is in and 0 for all others.
MetricFamily SearchStates(const Activity& activity) {
  MetricFamily family{
      "rung_search_state", "1 for the state that a search is in", MetricType::Gauge, {}};
  for (const SearchLoad& search : activity.searches) {
    for (int state = v1::Search::PENDING; state <= v1::Search::State_MAX; ++state) {
      family.metric.push_back(Metric(
          MetricType::Gauge, search.state == state,
          {{"search", search.name}, {"state", EnumName(static_cast<v1::Search::State>(state))}}));
    }
  }
  return family;
}

MetricFamily WorkersByState(const Activity& activity) {
  std::map<v1::Worker::State, int> counts = {{v1::Worker::IDLE, 0},
                                             {v1::Worker::BUSY, 0},
                                             {v1::Worker::SILENT, 0},
                                             {v1::Worker::DRAINING, 0}};
  for (const v1::Worker& worker : activity.workers) {
    if (worker.state() != v1::Worker::ENDED) ++counts[worker.state()];
  }
  return FamilyOf("rung_workers",
                  "Workers by state: idle, busy, silent (not heard of for longer than a lease), "
                  "draining; those that ended, or that are silent for an hour, are left out",
                  MetricType::Gauge, counts, [](const auto& row) {
                    return Metric(MetricType::Gauge, row.second, {{"state", EnumName(row.first)}});
                  });
}

MetricFamily LeasesByState(const Activity& activity) {
  return {"rung_leases",
          "Tasks that are lent, by state: held, or overdue where the worker is silent",
          MetricType::Gauge,
          {Metric(MetricType::Gauge, activity.held_leases, {{"state", "held"}}),
           Metric(MetricType::Gauge, activity.overdue_leases, {{"state", "overdue"}})}};
}

template <typename Families>
void Append(std::vector<MetricFamily>& all, Families more) {
  for (MetricFamily& family : more) all.push_back(std::move(family));
}

}  // namespace

std::vector<MetricFamily> FamiliesOf(const absl::Status& health, const Footprint& footprint) {
  return {
      Gauge("rung_healthy", "1 where work is taken, 0 where the database cannot be written",
            health.ok()),
      {"rung_build_info",
       "1; the release of rung is in its label",
       MetricType::Gauge,
       {Metric(MetricType::Gauge, 1, {{"version", std::string(Version())}})}},
      Gauge("rung_database_bytes", "Size of the database, with its write-ahead log",
            footprint.database),
      Gauge("rung_blob_bytes", "Size of all data sets, checkpoints and models", footprint.blobs),
      Gauge("rung_disk_free_bytes", "Free space of the disk that holds the database",
            footprint.disk_free),
      Gauge("rung_disk_size_bytes", "Size of the disk that holds the database", footprint.disk),
      Gauge("process_resident_memory_bytes", "Memory that the coordinator's process takes",
            footprint.resident_memory)};
}

std::vector<MetricFamily> FamiliesOf(const Activity& activity) {
  return {Gauge("rung_tasks_waiting", "Tasks that may be lent and are not: the queue's depth",
                activity.waiting_tasks),
          Gauge("rung_tasks_running", "Tasks that are lent to workers",
                activity.held_leases + activity.overdue_leases),
          LeasesByState(activity),
          WorkersByState(activity),
          ByWorker("rung_epochs_total", "Epochs that a worker has trained", activity,
                   &WorkerPulse::Vitals::epoch_count),
          ByWorker("rung_samples_total", "Rows that a worker has trained on, summed over epochs",
                   activity, &WorkerPulse::Vitals::sample_count),
          ByWorker("rung_superseded_total",
                   "Calls of a worker about a task that another had taken over", activity,
                   &WorkerPulse::Vitals::superseded),
          BySearch("rung_search_epochs_done", "Epochs of completed and diverged tasks of a search",
                   activity, &SearchLoad::trained_epochs),
          BySearch("rung_search_epochs_planned",
                   "Epochs that a search will train if no trial diverges, fails or stops early",
                   activity, &SearchLoad::planned_epochs),
          BySearch("rung_search_tasks_running", "Tasks of a search that are lent", activity,
                   &SearchLoad::running_tasks),
          BySearch("rung_search_tasks_waiting", "Tasks of a search that may be lent and are not",
                   activity, &SearchLoad::waiting_tasks),
          SearchStates(activity)};
}

MetricFamily CertificateExpiry(WallTime valid_until) {
  return Gauge(
      "rung_certificate_expiry_timestamp_seconds",
      "When the coordinator's certificate expires, in seconds since 1970",
      std::chrono::duration_cast<std::chrono::seconds>(valid_until.time_since_epoch()).count());
}

std::vector<MetricFamily> Collector::Collect() const {
  const std::chrono::microseconds wall = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  absl::Status health = status_.Health();
  const auto activity = status_.ReadActivity(std::chrono::steady_clock::now(), wall.count());
  health.Update(activity.status());
  std::vector<MetricFamily> all = FamiliesOf(health, status_.ReadFootprint());
  if (activity.ok()) Append(all, FamiliesOf(*activity));
  if (identity_ != nullptr) all.push_back(CertificateExpiry(identity_->identity().valid_until));
  // A family without a metric says nothing.
  std::erase_if(all, [](const MetricFamily& family) { return family.metric.empty(); });
  return all;
}

}  // namespace rung
