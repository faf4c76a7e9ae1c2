#include "worker/mlp/checkpoint.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "common/model/checkpoint_header.h"
#include "worker/mlp/optimizer.h"

namespace rung::mlp {
namespace {

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

void Put(std::uint32_t number, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

// One number for each parameter.
void PutRows(const float* panels, const NetworkShape& shape, std::string& bytes) {
  shape.ForEachRun([&](std::size_t offset, std::size_t count) {
    bytes.append(reinterpret_cast<const char*>(panels + offset), count * sizeof(float));
  });
}

// Everything before the epochs done.
std::string HeaderOf(const TrialSetup& setup, const NetworkShape& shape) {
  CheckpointHeader header{.widths = {},
                          .arithmetic = setup.arithmetic,
                          .configuration = setup.configuration,
                          .seed = setup.seed,
                          .trial = setup.trial};
  header.widths.push_back(static_cast<std::uint32_t>(shape.layers().front().inputs));
  for (const LayerShape& layer : shape.layers()) {
    header.widths.push_back(static_cast<std::uint32_t>(layer.outputs));
  }
  return EncodeCheckpointHeader(header);
}

// Takes sizeof(T) bytes off the front.
template <typename T>
T Take(std::string_view& bytes) {
  T number;
  std::memcpy(&number, bytes.data(), sizeof(number));
  bytes.remove_prefix(sizeof(number));
  return number;
}

void TakeRows(std::string_view& bytes, const NetworkShape& shape, float* panels) {
  shape.ForEachRun([&](std::size_t offset, std::size_t count) {
    std::memcpy(panels + offset, bytes.data(), count * sizeof(float));
    bytes.remove_prefix(count * sizeof(float));
  });
}

// The bytes of parameters and moments.
std::size_t BodySize(const NetworkShape& shape, v1::Optimizer optimizer) {
  return shape.parameter_count() * (1 + MomentCount(optimizer)) * sizeof(float);
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(
      fmt::format("the checkpoint {}; train the trial again from its start", what));
}

}  // namespace

TrainingState::TrainingState(const NetworkShape& shape, v1::Optimizer optimizer)
    : parameters(shape.parameters_size()),
      moments(shape.parameters_size() * MomentCount(optimizer)) {}

std::string EncodeCheckpoint(const TrialSetup& setup, const NetworkShape& shape,
                             const TrainingState& state) {
  std::string bytes = HeaderOf(setup, shape);
  const auto epochs = static_cast<std::uint32_t>(state.epochs_done);
  bytes.reserve(bytes.size() + 2 * sizeof(epochs) +
                BodySize(shape, setup.configuration.optimizer()));
  Put(epochs, bytes);
  Put(~epochs, bytes);
  PutRows(state.parameters.data(), shape, bytes);
  for (std::size_t done = 0; done < state.moments.size(); done += shape.parameters_size()) {
    PutRows(state.moments.data() + done, shape, bytes);
  }
  return bytes;
}

absl::Status DecodeCheckpoint(std::string_view bytes, const TrialSetup& setup,
                              const NetworkShape& shape, TrainingState& state) {
  const std::string header = HeaderOf(setup, shape);
  if (!bytes.starts_with(header)) return Damaged("is of another trial or not whole");
  bytes.remove_prefix(header.size());
  const std::size_t size =
      2 * sizeof(std::uint32_t) + BodySize(shape, setup.configuration.optimizer());
  if (bytes.size() != size) {
    return Damaged(fmt::format("has {} bytes after its header instead of {}", bytes.size(), size));
  }
  const auto epochs = Take<std::uint32_t>(bytes);
  const auto complement = Take<std::uint32_t>(bytes);
  if (epochs != ~complement || epochs > static_cast<std::uint32_t>(setup.configuration.epochs())) {
    return Damaged("does not tell its number of epochs");
  }
  state.epochs_done = static_cast<int>(epochs);
  TakeRows(bytes, shape, state.parameters.data());
  for (std::size_t done = 0; done < state.moments.size(); done += shape.parameters_size()) {
    TakeRows(bytes, shape, state.moments.data() + done);
  }
  return absl::OkStatus();
}

}  // namespace rung::mlp
