#include "coordinator/observe/worker_pulse.h"

#include <gtest/gtest.h>

#include <vector>

namespace rung {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime kStart{};
constexpr char kFirst[] = "searches/a/trials/0/tasks/0/attempts/1";
constexpr char kSecond[] = "searches/a/trials/1/tasks/0/attempts/1";

// Epochs `first` to `last` of 100 samples each.
std::vector<v1::Epoch> Epochs(int first, int last) {
  std::vector<v1::Epoch> epochs;
  for (int number = first; number <= last; ++number) {
    v1::Epoch& epoch = epochs.emplace_back();
    epoch.set_epoch(number);
    epoch.set_sample_count(100);
  }
  return epochs;
}

TEST(WorkerPulseTest, CountsARepeatedReportOnce) {
  WorkerPulse pulse;
  pulse.Hear("lab-1", kStart);
  pulse.Report("lab-1", kFirst, Epochs(1, 3), kStart);
  pulse.Report("lab-1", kFirst, Epochs(1, 4), kStart);
  const auto vitals = pulse.Find("lab-1", kStart);
  ASSERT_TRUE(vitals.has_value());
  EXPECT_EQ(vitals->epoch_count, 4);
  EXPECT_EQ(vitals->sample_count, 400);
  EXPECT_EQ(vitals->attempt, kFirst);
  EXPECT_EQ(vitals->epoch, 4);
}

TEST(WorkerPulseTest, CountsTwoAttemptsThatAreToldOfInTurn) {
  WorkerPulse pulse;
  pulse.Hear("lab-1", kStart);
  pulse.Report("lab-1", kFirst, Epochs(1, 3), kStart);
  pulse.Report("lab-1", kSecond, Epochs(1, 2), kStart);
  pulse.Report("lab-1", kFirst, Epochs(1, 4), kStart);  // the last call of the first, again
  pulse.Report("lab-1", kSecond, Epochs(1, 3), kStart);
  EXPECT_EQ(pulse.Find("lab-1", kStart)->epoch_count, 7);
}

TEST(WorkerPulseTest, TellsTheRateOfTheLastMinute) {
  WorkerPulse pulse;
  for (int second = 0; second < 100; ++second) {
    pulse.Hear("lab-1", kStart + second * 1s);
    if (second < 70) continue;  // idle before
    pulse.Report("lab-1", kFirst, Epochs(1 + 2 * second, 2 + 2 * second), kStart + second * 1s);
  }
  const auto vitals = pulse.Find("lab-1", kStart + 100s);
  EXPECT_DOUBLE_EQ(vitals->epochs_per_second, 1.0);
  EXPECT_DOUBLE_EQ(vitals->samples_per_second, 100.0);
}

TEST(WorkerPulseTest, KnowsNoRateOfAWorkerThatFellSilent) {
  WorkerPulse pulse;
  pulse.Hear("lab-1", kStart);
  pulse.Report("lab-1", kFirst, Epochs(1, 9), kStart);
  EXPECT_EQ(pulse.Find("lab-1", kStart + 2min)->epochs_per_second, 0);
}

TEST(WorkerPulseTest, ForgetsAWorkerThatIsGoneForLong) {
  WorkerPulse pulse;
  pulse.Hear("lab-1", kStart);
  EXPECT_EQ(pulse.All(kStart + 59min).size(), 1);
  EXPECT_TRUE(pulse.All(kStart + 61min).empty());
  pulse.Hear("lab-2", kStart + 61min);
  EXPECT_FALSE(pulse.Find("lab-1", kStart + 61min).has_value());
}

TEST(WorkerPulseTest, HearsNobodyUnderNoName) {
  WorkerPulse pulse;
  pulse.Hear("", kStart);
  EXPECT_TRUE(pulse.All(kStart).empty());
}

}  // namespace
}  // namespace rung
