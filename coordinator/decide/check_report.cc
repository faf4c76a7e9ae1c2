#include "coordinator/decide/check_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "common/epochs_per_call.h"
#include "common/metric.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// Of one epoch. The sums over a search, which are kept as 64-bit integers, stay far from
// their end.
constexpr std::int64_t kMaxSamples = 10'000'000'000;
constexpr double kMaxSeconds = 1e8;
constexpr int kMaxMetrics = 16;
constexpr std::size_t kMaxMetricName = 32;

absl::Status CheckTrainedEpochs(const v1::CompleteTaskRequest& request,
                                const TrainingOrder& order) {
  const bool is_complete = request.outcome() == v1::CompleteTaskRequest::COMPLETED;
  const int least = !is_complete ? 0 : order.may_stop ? 1 : order.target;
  const int trained = request.trained_epochs();
  if (trained >= least && trained <= order.target) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("trained_epochs is {}, but the task trains to {}", trained, order.target));
}

absl::Status CheckMetrics(std::string_view part, const v1::Metrics& metrics) {
  const auto& values = metrics.values();
  const bool is_too_long = std::any_of(values.begin(), values.end(), [](const auto& metric) {
    return metric.first.size() > kMaxMetricName;
  });
  if (std::cmp_less_equal(values.size(), kMaxMetrics) && !is_too_long) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} may have at most {} metrics, with names of at most {} bytes", part,
                  kMaxMetrics, kMaxMetricName));
}

absl::StatusOr<double> FindMetric(std::string_view part, const v1::Metrics& metrics,
                                  v1::Metric metric) {
  const auto found = metrics.values().find(std::string(MetricName(metric)));
  if (found != metrics.values().end()) return found->second;
  return absl::InvalidArgumentError(fmt::format(
      "{} has no metric '{}', by which this search compares", part, MetricName(metric)));
}

}  // namespace

absl::Status CheckEpochs(const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, int target) {
  if (std::cmp_greater(epochs.size(), kMaxEpochsPerCall)) {
    return absl::InvalidArgumentError(fmt::format("{} epochs in one call; at most {} are taken",
                                                  epochs.size(), kMaxEpochsPerCall));
  }
  for (const v1::Epoch& epoch : epochs) {
    if (epoch.epoch() < 1 || epoch.epoch() > target) {
      return absl::InvalidArgumentError(
          fmt::format("epoch {} is reported, but the task trains 1 to {}", epoch.epoch(), target));
    }
    if (!(epoch.seconds() >= 0.0 && epoch.seconds() <= kMaxSeconds)) {
      return absl::InvalidArgumentError(fmt::format("epoch {} took {} seconds; 0 to {} are taken",
                                                    epoch.epoch(), epoch.seconds(), kMaxSeconds));
    }
    if (epoch.sample_count() < 0 || epoch.sample_count() > kMaxSamples) {
      return absl::InvalidArgumentError(fmt::format("epoch {} has {} rows; 0 to {} are taken",
                                                    epoch.epoch(), epoch.sample_count(),
                                                    kMaxSamples));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RecordedResult> ReadResult(const v1::CompleteTaskRequest& request,
                                          const TrainingOrder& order) {
  const int epochs = request.trained_epochs();
  RETURN_IF_ERROR(CheckTrainedEpochs(request, order));
  RETURN_IF_ERROR(CheckMetrics("training", request.training()));
  RETURN_IF_ERROR(CheckMetrics("validation", request.validation()));
  if (request.outcome() != v1::CompleteTaskRequest::COMPLETED) {
    return RecordedResult{.outcome = request.outcome(), .epochs = epochs};
  }
  if (request.checkpoint().empty()) {
    return absl::InvalidArgumentError("a completed task names no checkpoint; put it, and name it");
  }
  RETURN_IF_ERROR(FindMetric("training", request.training(), order.score).status());
  ASSIGN_OR_RETURN(const double score, FindMetric("validation", request.validation(), order.score));
  if (!std::isfinite(score)) {
    return RecordedResult{.outcome = v1::CompleteTaskRequest::DIVERGED, .epochs = epochs};
  }
  return RecordedResult{request.outcome(), epochs, score, request.checkpoint()};
}

absl::Status CheckTestScore(const v1::CompleteTaskRequest& request, v1::Metric score) {
  RETURN_IF_ERROR(CheckMetrics("test", request.test()));
  if (request.outcome() != v1::CompleteTaskRequest::COMPLETED) return absl::OkStatus();
  return FindMetric("test", request.test(), score).status();
}

}  // namespace rung
