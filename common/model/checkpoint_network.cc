#include "common/model/checkpoint_network.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "common/model/checkpoint_header.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kNumberSize = sizeof(float);

absl::Status HoldsNoNetwork(std::string_view what) {
  return absl::DataLossError(fmt::format("the checkpoint holds no network: {}", what));
}

// Fails where fewer than `count` numbers are left.
absl::Status TakeNumbers(std::uint64_t count, std::string_view& bytes,
                         std::vector<float>& numbers) {
  if (count > bytes.size() / kNumberSize) return HoldsNoNetwork("it is not whole");
  numbers.resize(count);
  std::memcpy(numbers.data(), bytes.data(), count * kNumberSize);
  bytes.remove_prefix(count * kNumberSize);
  return absl::OkStatus();
}

// The weights of all layers come first, then all biases, then, once or twice as many numbers
// again, what the optimiser remembers.
absl::StatusOr<DenseNetwork> TakeNetwork(const CheckpointOutline& outline, std::string_view bytes) {
  DenseNetwork network{.activation = outline.activation, .layers = {}};
  const std::string_view all = bytes;
  for (std::size_t i = 0; i + 1 < outline.widths.size(); ++i) {
    DenseLayer& layer = network.layers.emplace_back();
    layer.inputs = outline.widths[i];
    layer.outputs = outline.widths[i + 1];
    RETURN_IF_ERROR(TakeNumbers(std::uint64_t{outline.widths[i]} * outline.widths[i + 1], bytes,
                                layer.weights));
  }
  for (DenseLayer& layer : network.layers) {
    RETURN_IF_ERROR(TakeNumbers(layer.outputs, bytes, layer.biases));
  }
  const std::size_t used = all.size() - bytes.size();
  if (used == 0 || bytes.size() % used != 0) return HoldsNoNetwork("its size is wrong");
  return network;
}

}  // namespace

absl::StatusOr<DenseNetwork> NetworkFromCheckpoint(std::string_view bytes) {
  ASSIGN_OR_RETURN(const CheckpointOutline outline, TakeCheckpointOutline(bytes));
  ASSIGN_OR_RETURN(DenseNetwork network, TakeNetwork(outline, bytes));
  if (const absl::Status status = CheckNetwork(network); !status.ok()) {
    return HoldsNoNetwork(std::string(status.message()));
  }
  return network;
}

}  // namespace rung
