#include "fake_training.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/counter_random.h"
#include "common/metric.h"
#include "common/resource_names.h"

namespace rung::simulation {
namespace {

// A digest that tells its epochs: eight digits of them, then the bits of the training.
std::string Checkpoint(std::uint64_t bits, int epochs) {
  return fmt::format("{:08x}{:056x}", epochs, bits);
}

v1::CompleteTaskRequest::Outcome OutcomeOf(std::uint64_t number) {
  if (number < 8) return v1::CompleteTaskRequest::DIVERGED;
  if (number < 11) return v1::CompleteTaskRequest::FAILED;
  return v1::CompleteTaskRequest::COMPLETED;
}

void SetMetric(v1::Metrics& metrics, v1::Metric metric, double value) {
  (*metrics.mutable_values())[std::string(MetricName(metric))] = value;
}

void AddTraining(const v1::Task& task, v1::CompleteTaskRequest& result) {
  const CounterRandom random(task.seed(), RandomPurpose::kInitialWeights,
                             static_cast<std::uint32_t>(task.trial()),
                             static_cast<std::uint32_t>(task.target_epochs()));
  result.set_outcome(OutcomeOf(random.Below(0, 100)));
  if (result.outcome() != v1::CompleteTaskRequest::COMPLETED) return;
  const bool may_stop = task.patience() > 0;
  const auto target = static_cast<std::uint64_t>(task.target_epochs());
  const int epochs =
      may_stop ? 1 + static_cast<int>(random.Below(1, target)) : task.target_epochs();
  result.set_trained_epochs(epochs);
  const double score = static_cast<double>(random.Below(2, 10)) / 10;
  SetMetric(*result.mutable_training(), task.score(), score);
  SetMetric(*result.mutable_validation(), task.score(), score);
  result.set_checkpoint(Checkpoint(random.Bits(3), epochs));
}

}  // namespace

v1::CompleteTaskRequest ResultOf(const v1::Task& task, const std::string& session) {
  v1::CompleteTaskRequest result;
  result.set_name(task.name());
  result.set_session(session);
  if (ParseAttemptName(task.name())->is_test) {
    result.set_outcome(v1::CompleteTaskRequest::COMPLETED);
    SetMetric(*result.mutable_test(), task.score(), 0.5);
  } else {
    AddTraining(task, result);
  }
  return result;
}

int EpochsBehind(const v1::Task& task) {
  return task.checkpoint().empty() ? 0 : std::stoi(task.checkpoint().substr(0, 8), nullptr, 16);
}

std::string CheckpointAfter(int epochs) { return Checkpoint(0, epochs); }

v1::Epoch EpochOf(const v1::Task& task, int epoch) {
  v1::Epoch report;
  report.set_epoch(epoch);
  report.set_sample_count(100);
  report.set_training_loss(1.0 / (1.0 + static_cast<double>(task.trial())));
  report.set_seconds(1);
  return report;
}

}  // namespace rung::simulation
