#include "coordinator/observe/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <string>

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string Text(const std::vector<prometheus::MetricFamily>& families) {
  return prometheus::TextSerializer().Serialize(families);
}

v1::Worker WorkerOf(v1::Worker::State state) {
  v1::Worker worker;
  worker.set_state(state);
  return worker;
}

TEST(CollectorTest, TellsWhatWaitsAndRuns) {
  const Activity activity{.waiting_tasks = 7, .held_leases = 2, .overdue_leases = 1};
  EXPECT_THAT(Text(FamiliesOf(activity)),
              AllOf(HasSubstr("# HELP rung_tasks_waiting "),
                    HasSubstr("# TYPE rung_tasks_waiting gauge"), HasSubstr("rung_tasks_waiting 7"),
                    HasSubstr("rung_tasks_running 3"), HasSubstr("rung_leases{state=\"held\"} 2"),
                    HasSubstr("rung_leases{state=\"overdue\"} 1")));
}

TEST(CollectorTest, CountsWorkersByStateAndLeavesOutThoseThatEnded) {
  const Activity activity{.workers = {WorkerOf(v1::Worker::BUSY), WorkerOf(v1::Worker::BUSY),
                                      WorkerOf(v1::Worker::SILENT), WorkerOf(v1::Worker::ENDED)}};
  EXPECT_THAT(Text(FamiliesOf(activity)), AllOf(HasSubstr("rung_workers{state=\"busy\"} 2"),
                                                HasSubstr("rung_workers{state=\"idle\"} 0"),
                                                HasSubstr("rung_workers{state=\"silent\"} 1"),
                                                Not(HasSubstr("state=\"ended\""))));
}

TEST(CollectorTest, CountsWhatEachWorkerTrained) {
  Activity activity;
  activity.vitals["lab-1"] = {.epoch_count = 12, .sample_count = 3400, .superseded = 1};
  EXPECT_THAT(Text(FamiliesOf(activity)),
              AllOf(HasSubstr("# TYPE rung_epochs_total counter"),
                    HasSubstr("rung_epochs_total{worker=\"lab-1\"} 12"),
                    HasSubstr("rung_samples_total{worker=\"lab-1\"} 3400"),
                    HasSubstr("rung_superseded_total{worker=\"lab-1\"} 1")));
}

TEST(CollectorTest, TellsWhenTheCertificateExpires) {
  EXPECT_THAT(Text({CertificateExpiry(WallTime(std::chrono::hours(24)))}),
              HasSubstr("rung_certificate_expiry_timestamp_seconds 86400"));
}

TEST(CollectorTest, TellsHowFarASearchIsAndItsOneState) {
  const Activity activity{.searches = {{.name = "digits",
                                        .state = v1::Search::RUNNING,
                                        .trained_epochs = 30,
                                        .planned_epochs = 297}}};
  EXPECT_THAT(Text(FamiliesOf(activity)),
              AllOf(HasSubstr("rung_search_epochs_done{search=\"digits\"} 30"),
                    HasSubstr("rung_search_epochs_planned{search=\"digits\"} 297"),
                    HasSubstr("rung_search_state{search=\"digits\",state=\"running\"} 1"),
                    HasSubstr("rung_search_state{search=\"digits\",state=\"failed\"} 0")));
}

TEST(CollectorTest, TellsHealthAndSizes) {
  const Footprint footprint{.database = 4096, .disk_free = 1 << 20};
  EXPECT_THAT(Text(FamiliesOf(absl::OkStatus(), footprint)),
              AllOf(HasSubstr("rung_healthy 1"), HasSubstr("rung_database_bytes 4096"),
                    HasSubstr("rung_disk_free_bytes 1048576"), HasSubstr("rung_build_info{")));
  EXPECT_THAT(Text(FamiliesOf(absl::UnavailableError("disk"), footprint)),
              HasSubstr("rung_healthy 0"));
}

TEST(StatusTest, CallsAWorkerSilentOnceItIsUnheardForALease) {
  using namespace std::chrono_literals;
  const MonotonicTime now = MonotonicTime() + 1h;
  v1::Worker worker = WorkerOf(v1::Worker::BUSY);
  worker.set_attempt("a");
  WorkerPulse::Vitals vitals{.last_heard = now - 29s, .attempt = "a", .epoch = 3};
  AddVitals(worker, vitals, /*lease=*/30s, now);
  EXPECT_EQ(worker.state(), v1::Worker::BUSY);
  EXPECT_EQ(worker.epoch(), 3);
  vitals.last_heard = now - 31s;
  AddVitals(worker, vitals, /*lease=*/30s, now);
  EXPECT_EQ(worker.state(), v1::Worker::SILENT);
  EXPECT_DOUBLE_EQ(worker.silent_seconds(), 31);
}

TEST(StatusTest, KnowsNothingOfAWorkerThatWasNotHeardSinceTheStart) {
  v1::Worker worker = WorkerOf(v1::Worker::IDLE);
  AddVitals(worker, std::nullopt, std::chrono::seconds(30), MonotonicTime());
  EXPECT_EQ(worker.state(), v1::Worker::SILENT);
  EXPECT_EQ(worker.silent_seconds(), -1);
}

}  // namespace
}  // namespace rung
