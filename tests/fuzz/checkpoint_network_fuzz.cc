// NetworkFromCheckpoint, which clients call on what a coordinator sends. An input is the
// checkpoint.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/model/checkpoint_network.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"

namespace rung {
namespace {

void Run(const FuzzInput& input) {
  const auto network = NetworkFromCheckpoint(input.rest());
  Require(network.ok() || absl::IsDataLoss(network.status()), "errors are DATA_LOSS");
  if (!network.ok()) return;
  Require(CheckNetwork(*network).ok(), "a network that is read is whole");
  std::size_t numbers = 0;
  for (const DenseLayer& layer : network->layers) {
    numbers += layer.weights.size() + layer.biases.size();
  }
  Require(numbers * sizeof(float) < input.rest().size(), "its numbers are those that are there");
  const std::vector<float> row(network->layers.front().inputs, 1);
  Require(NetworkOutputs(*network, row, 1).size() == network->layers.back().outputs,
          "it has an output for each that it tells");
}

}  // namespace
}  // namespace rung

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::Run({data, size});
  return 0;
}
