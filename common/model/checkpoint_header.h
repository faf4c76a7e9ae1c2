#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// What a checkpoint says of itself before its numbers. worker/mlp/checkpoint.h draws the
// whole file.
struct CheckpointHeader {
  std::vector<std::uint32_t> widths;  // inputs of the network, then outputs of each layer
  v1::Arithmetic arithmetic = v1::FUSED;
  v1::Configuration configuration;
  std::uint64_t seed = 0;
  std::int64_t trial = 0;
};

// The bytes from the first to the trial.
std::string EncodeCheckpointHeader(const CheckpointHeader& header);

// What someone needs who only wants to use the network.
struct CheckpointOutline {
  std::vector<std::uint32_t> widths;
  v1::Activation activation = v1::ACTIVATION_UNSPECIFIED;
  std::uint32_t epochs_done = 0;
};

// Takes all that comes before the parameters off the front of `bytes`. Takes no more memory
// than `bytes` do. Errors: DATA_LOSS.
absl::StatusOr<CheckpointOutline> TakeCheckpointOutline(std::string_view& bytes);

}  // namespace rung
