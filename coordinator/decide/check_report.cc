#include "coordinator/decide/check_report.h"

#include <fmt/format.h>

#include <cmath>

#include "common/metric.h"

namespace rung {
namespace {

constexpr int kMaxEpochsPerCall = 1000;
// Of one epoch. The sums over a search, which are kept as 64-bit integers, stay far from
// their end.
constexpr std::int64_t kMaxSamples = 10'000'000'000;
constexpr double kMaxSeconds = 1e8;

}  // namespace

absl::Status CheckEpochs(const google::protobuf::RepeatedPtrField<v1::Epoch>& epochs, int target) {
  if (epochs.size() > kMaxEpochsPerCall) {
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

absl::Status CheckTrainedEpochs(const v1::CompleteTaskRequest& request, int target) {
  const int trained = request.trained_epochs();
  const bool is_complete = request.outcome() == v1::CompleteTaskRequest::COMPLETED;
  if (trained < 0 || trained > target || (is_complete && trained != target)) {
    return absl::InvalidArgumentError(
        fmt::format("trained_epochs is {}, but the task trains to {}", trained, target));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<double>> ReadScore(const v1::CompleteTaskRequest& request,
                                                v1::Metric metric) {
  const auto found = request.validation().values().find(std::string(MetricName(metric)));
  if (found == request.validation().values().end()) {
    return absl::InvalidArgumentError(fmt::format(
        "validation has no metric '{}', by which this search compares", MetricName(metric)));
  }
  return std::isfinite(found->second) ? std::optional(found->second) : std::nullopt;
}

}  // namespace rung
