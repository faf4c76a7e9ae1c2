#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "common/data/prepared_data.h"
#include "rung/v1/search_spec.pb.h"
#include "worker/mlp/network_shape.h"

namespace rung::mlp {

// All that a trial's training depends on, but for the data.
struct TrialSetup {
  v1::Configuration configuration;  // complete: no enum is left unspecified
  std::uint64_t seed = 0;
  std::int64_t trial = 0;  // 0 … 2^32 - 1
  v1::Arithmetic arithmetic = v1::FUSED;
};

// A network may have this many weights and biases at most.
inline constexpr std::uint64_t kMaxParameters = std::uint64_t{256} << 20;

// The buffers for a mini-batch may hold this many numbers at most.
inline constexpr std::uint64_t kMaxBatchNumbers = std::uint64_t{256} << 20;

// Rows are measured in batches of this size, whatever they were trained in.
inline constexpr std::size_t kMeasuredTogether = 256;

// The layers of the trial's network.
NetworkShape ShapeOf(const TrialSetup& setup, const PreparedTraining& data);

// The most rows of a mini-batch.
std::size_t BatchRows(const TrialSetup& setup, const PreparedTraining& data);

// Errors: INVALID_ARGUMENT names the field of the configuration or what is wrong
// with the data; RESOURCE_EXHAUSTED where the network or its mini-batch is over a cap.
absl::Status CheckSetup(const TrialSetup& setup, const PreparedTraining& data);

}  // namespace rung::mlp
