#include "common/model/checkpoint_header.h"

#include <fmt/format.h>

#include <bit>
#include <concepts>
#include <cstring>
#include <optional>

namespace rung {
namespace {

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

constexpr std::string_view kMagic = "rungckpt";
constexpr std::uint32_t kVersion = 2;

template <typename T>
void Append(T number, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void AppendSmall(std::integral auto number, std::string& bytes) {
  Append(static_cast<std::uint32_t>(number), bytes);
}

void AppendConfiguration(const v1::Configuration& configuration, std::string& bytes) {
  AppendSmall(static_cast<int>(configuration.activation()), bytes);
  AppendSmall(configuration.batch_size(), bytes);
  AppendSmall(configuration.epochs(), bytes);
  AppendSmall(static_cast<int>(configuration.optimizer()), bytes);
  AppendSmall(static_cast<int>(configuration.learning_rate_schedule()), bytes);
  AppendSmall(static_cast<int>(configuration.class_weight()), bytes);
  Append(configuration.learning_rate(), bytes);
  Append(configuration.momentum(), bytes);
  Append(configuration.weight_decay(), bytes);
  Append(configuration.dropout(), bytes);
  Append(configuration.warmup(), bytes);
  Append(configuration.gradient_clip(), bytes);
  Append(configuration.label_smoothing(), bytes);
}

std::optional<std::uint32_t> TakeSmall(std::string_view& bytes) {
  std::uint32_t number = 0;
  if (bytes.size() < sizeof(number)) return std::nullopt;
  std::memcpy(&number, bytes.data(), sizeof(number));
  bytes.remove_prefix(sizeof(number));
  return number;
}

// Of a network with `layers` layers, the complement of its epochs included.
std::size_t OutlineSize(std::size_t layers) {
  CheckpointHeader header;
  header.widths.resize(layers + 1);
  return EncodeCheckpointHeader(header).size() + 2 * sizeof(std::uint32_t);
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(fmt::format("the checkpoint {}", what));
}

}  // namespace

std::string EncodeCheckpointHeader(const CheckpointHeader& header) {
  std::string bytes(kMagic);
  AppendSmall(kVersion, bytes);
  AppendSmall(header.widths.size() - 1, bytes);
  for (const std::uint32_t width : header.widths) AppendSmall(width, bytes);
  AppendSmall(static_cast<int>(header.arithmetic), bytes);
  AppendConfiguration(header.configuration, bytes);
  Append(header.seed, bytes);
  Append(static_cast<std::uint64_t>(header.trial), bytes);
  return bytes;
}

absl::StatusOr<CheckpointOutline> TakeCheckpointOutline(std::string_view& bytes) {
  if (!bytes.starts_with(kMagic)) return Damaged("is none: it begins with other bytes");
  std::string_view rest = bytes.substr(kMagic.size());
  if (TakeSmall(rest) != kVersion) return Damaged("is of another version of rung");
  const std::size_t layers = TakeSmall(rest).value_or(0);
  if (layers > rest.size() / sizeof(std::uint32_t)) return Damaged("is not whole");
  const std::size_t size = OutlineSize(layers);
  if (bytes.size() < size) return Damaged("is not whole");
  CheckpointOutline outline;
  for (std::size_t i = 0; i <= layers; ++i) {
    outline.widths.push_back(*TakeSmall(rest));
    if (outline.widths.back() == 0) return Damaged("has a layer without units");
  }
  TakeSmall(rest);  // arithmetic
  outline.activation = static_cast<v1::Activation>(*TakeSmall(rest));
  std::string_view epochs = bytes.substr(size - 2 * sizeof(std::uint32_t));
  outline.epochs_done = *TakeSmall(epochs);
  if (*TakeSmall(epochs) != ~outline.epochs_done) return Damaged("does not tell its epochs");
  bytes.remove_prefix(size);
  return outline;
}

}  // namespace rung
