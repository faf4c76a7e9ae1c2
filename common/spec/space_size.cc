#include "common/spec/space_size.h"

#include <algorithm>
#include <vector>

#include "common/spec/parameter_values.h"

namespace rung {
namespace {

constexpr std::int64_t kMostCounted = 1'000'000;
constexpr std::uint64_t kMostConfigurations = std::uint64_t{1} << 63;

using Count = std::optional<std::uint64_t>;  // nullopt: too many

Count Product(Count a, Count b) {
  std::uint64_t product = 0;
  if (!a || !b || __builtin_mul_overflow(*a, *b, &product)) return std::nullopt;
  return product <= kMostConfigurations ? Count(product) : std::nullopt;
}

Count Sum(Count a, Count b) {
  if (!a || !b || *a > kMostConfigurations - *b) return std::nullopt;
  return *a + *b;
}

Count Power(std::uint64_t base, std::int64_t exponent) {
  Count power = 1;
  for (std::int64_t i = 0; i < exponent; ++i) power = Product(power, base);
  return power;
}

Count CountOf(const v1::IntegerParameter& parameter) {
  return static_cast<std::uint64_t>(ValueCount(parameter));
}

Count CountOf(const v1::FloatParameter& parameter) {
  const std::optional<std::int64_t> count = DistinctValueCount(parameter);
  return count ? Count(static_cast<std::uint64_t>(*count)) : std::nullopt;
}

template <typename Enums>
Count CountOfList(const Enums& list) {
  return static_cast<std::uint64_t>(list.size());
}

std::vector<std::int64_t> AscendingValues(const v1::IntegerParameter& parameter) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < ValueCount(parameter); ++i) values.push_back(ValueAt(parameter, i));
  std::sort(values.begin(), values.end());
  return values;
}

// Hidden weights of a network whose layers all have one width.
std::int64_t WeightsOfEqualLayers(std::int64_t layers, std::int64_t width) {
  return layers == 0 ? 0 : (layers - 1) * width * width;
}

// Counts, layer by layer, the networks that stay within the cap. A prefix is followed
// only if the narrowest layers can complete it, so each one leads to a network and
// the work is bounded by what is counted.
class NetworkCounter {
 public:
  explicit NetworkCounter(std::vector<std::int64_t> ascending) : widths_(std::move(ascending)) {}

  Count CountNetworks(std::int64_t layers) {
    Follow(layers, /*last_width=*/0, /*weights=*/0);
    return counted_ < kMostCounted ? Count(static_cast<std::uint64_t>(counted_)) : std::nullopt;
  }

 private:
  void Follow(std::int64_t layers_left, std::int64_t last_width, std::int64_t weights) {
    if (layers_left == 0) {
      ++counted_;
      return;
    }
    for (const std::int64_t width : widths_) {
      const std::int64_t with_layer = weights + last_width * width;
      if (counted_ >= kMostCounted ||
          with_layer + LeastToCome(layers_left, width) > kMaxHiddenWeights) {
        return;
      }
      Follow(layers_left - 1, width, with_layer);
    }
  }

  std::int64_t LeastToCome(std::int64_t layers_left, std::int64_t width) const {
    if (layers_left < 2) return 0;
    return widths_[0] * width + WeightsOfEqualLayers(layers_left - 1, widths_[0]);
  }

  std::vector<std::int64_t> widths_;
  std::int64_t counted_ = 0;
};

const v1::IntegerParameter& WidthOf(const v1::Space& space) {
  return space.has_units_per_layer() ? space.units_per_layer() : space.units();
}

Count CountNetworksOfDepth(const v1::Space& space, std::int64_t layers,
                           const std::vector<std::int64_t>& widths) {
  if (layers == 0) return 1;
  const bool all_fit = WeightsOfEqualLayers(layers, widths.back()) <= kMaxHiddenWeights;
  if (space.has_units_per_layer()) {
    return all_fit ? Power(widths.size(), layers) : NetworkCounter(widths).CountNetworks(layers);
  }
  return static_cast<std::uint64_t>(std::count_if(widths.begin(), widths.end(), [&](auto width) {
    return WeightsOfEqualLayers(layers, width) <= kMaxHiddenWeights;
  }));
}

Count CountNetworks(const v1::Space& space) {
  const std::vector<std::int64_t> widths = AscendingValues(WidthOf(space));
  Count count = 0;
  for (const std::int64_t layers : AscendingValues(space.hidden_layers())) {
    count = Sum(count, CountNetworksOfDepth(space, layers, widths));
    if (!count) break;
  }
  return count;
}

}  // namespace

std::int64_t HiddenWeights(const v1::Configuration& configuration) {
  std::int64_t weights = 0;
  for (int layer = 1; layer < configuration.units_size(); ++layer) {
    weights += std::int64_t{configuration.units(layer - 1)} * configuration.units(layer);
  }
  return weights;
}

std::int64_t LeastHiddenWeights(const v1::Space& space) {
  return WeightsOfEqualLayers(LeastValue(space.hidden_layers()), LeastValue(WidthOf(space)));
}

std::optional<std::uint64_t> DistinctConfigurations(const v1::SearchSpec& spec) {
  const v1::Space& space = spec.space();
  Count count = CountNetworks(space);
  for (const Count factor : {CountOf(space.learning_rate()), CountOfList(space.activation()),
                             CountOf(space.batch_size()), CountOfList(space.optimizer()),
                             CountOf(space.momentum()), CountOf(space.weight_decay()),
                             CountOf(space.dropout()), CountOfList(space.learning_rate_schedule()),
                             CountOf(space.warmup()), CountOf(space.gradient_clip()),
                             CountOf(space.label_smoothing()), CountOfList(space.class_weight()),
                             spec.has_random_search() ? CountOf(space.epochs()) : Count(1)}) {
    count = Product(count, factor);
  }
  return count;
}

}  // namespace rung
