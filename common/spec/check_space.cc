#include "common/spec/check_space.h"

#include <fmt/format.h>

#include <limits>
#include <set>

#include "common/spec/check_parameter.h"
#include "common/spec/space_size.h"

namespace rung {
namespace {

using Fault = std::optional<SpecFault>;

constexpr double kGreatest = std::numeric_limits<double>::max();
constexpr NumberRule kLayers{0, 32, "from 0 to 32"};
constexpr NumberRule kUnits{1, 65'536, "from 1 to 65,536"};
constexpr NumberRule kRows{1, 65'536, "from 1 to 65,536"};
constexpr NumberRule kEpochs{1, 1'000'000, "from 1 to 1,000,000"};
constexpr NumberRule kAboveZero{std::numeric_limits<double>::denorm_min(), kGreatest,
                                "above 0 and finite"};
constexpr NumberRule kNotNegative{0, kGreatest, "at least 0 and finite"};
constexpr NumberRule kShare{0, 1 - std::numeric_limits<double>::epsilon() / 2,
                            "at least 0 and below 1"};

Fault CheckWidth(const v1::Space& space) {
  return space.has_units_per_layer()
             ? CheckParameter("space.units_per_layer", space.units_per_layer(), kUnits)
             : CheckParameter("space.units", space.units(), kUnits);
}

Fault CheckRegularisation(const v1::Space& space) {
  if (auto fault = CheckParameter("space.momentum", space.momentum(), kShare)) return fault;
  if (auto fault = CheckParameter("space.weight_decay", space.weight_decay(), kNotNegative)) {
    return fault;
  }
  if (auto fault = CheckParameter("space.dropout", space.dropout(), kShare)) return fault;
  if (auto fault = CheckParameter("space.warmup", space.warmup(), kShare)) return fault;
  if (auto fault = CheckParameter("space.gradient_clip", space.gradient_clip(), kNotNegative)) {
    return fault;
  }
  return CheckParameter("space.label_smoothing", space.label_smoothing(), kShare);
}

Fault CheckNumbers(const v1::Space& space) {
  if (auto fault = CheckParameter("space.hidden_layers", space.hidden_layers(), kLayers)) {
    return fault;
  }
  if (auto fault = CheckWidth(space)) return fault;
  if (auto fault = CheckParameter("space.learning_rate", space.learning_rate(), kAboveZero)) {
    return fault;
  }
  if (auto fault = CheckParameter("space.batch_size", space.batch_size(), kRows)) return fault;
  if (space.has_epochs()) {
    if (auto fault = CheckParameter("space.epochs", space.epochs(), kEpochs)) return fault;
  }
  return CheckRegularisation(space);
}

// A list of enum values: known, not UNSPECIFIED, none twice.
template <typename Enum, typename List>
Fault CheckList(const std::string& field, const List& list) {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  std::set<int> seen;
  for (int i = 0; i < list.size(); ++i) {
    const auto* value = type->FindValueByNumber(list.Get(i));
    const std::string element = fmt::format("{}[{}]", field, i);
    if (value == nullptr || value->number() == 0) {
      return FaultOf(element, fmt::format("is {}; it must be one of the named values of {}",
                                          list.Get(i), type->name()));
    }
    if (!seen.insert(value->number()).second) {
      return FaultOf(element, fmt::format("is {} again; list each value once", value->name()));
    }
  }
  return std::nullopt;
}

Fault CheckLists(const v1::Space& space) {
  if (auto fault = CheckList<v1::Activation>("space.activation", space.activation())) return fault;
  if (auto fault = CheckList<v1::Optimizer>("space.optimizer", space.optimizer())) return fault;
  if (auto fault = CheckList<v1::LearningRateSchedule>("space.learning_rate_schedule",
                                                       space.learning_rate_schedule())) {
    return fault;
  }
  return CheckList<v1::ClassWeight>("space.class_weight", space.class_weight());
}

Fault CheckSmallestNetwork(const v1::Space& space) {
  const std::int64_t weights = LeastHiddenWeights(space);
  if (weights <= kMaxHiddenWeights) return std::nullopt;
  return FaultOf(space.has_units_per_layer() ? "space.units_per_layer" : "space.units",
                 fmt::format("makes {} weights between hidden layers even in the smallest network; "
                             "at most {} are allowed, so lower it or hidden_layers",
                             weights, kMaxHiddenWeights));
}

}  // namespace

std::optional<SpecFault> CheckSpace(const v1::Space& space) {
  if (auto fault = CheckNumbers(space)) return fault;
  if (auto fault = CheckLists(space)) return fault;
  return CheckSmallestNetwork(space);
}

}  // namespace rung
