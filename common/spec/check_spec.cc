#include "common/spec/check_spec.h"

#include <fmt/format.h>

#include <string>

#include "absl/strings/escaping.h"
#include "common/metric.h"
#include "common/resource_names.h"
#include "common/spec/check_space.h"
#include "common/spec/enum_names.h"
#include "common/spec/rung_levels.h"
#include "common/spec/space_size.h"

namespace rung {
namespace {

using Fault = std::optional<SpecFault>;

constexpr std::int64_t kMost = 1'000'000;

Fault CheckWithin(const std::string& field, std::int64_t number, std::int64_t least,
                  std::int64_t most) {
  if (number >= least && number <= most) return std::nullopt;
  return FaultOf(field, fmt::format("is {}; it must be from {} to {}", number, least, most));
}

Fault CheckName(const std::string& name) {
  if (IsSearchId(name)) return std::nullopt;
  return FaultOf("name", fmt::format("is \"{}\"; it must be a lower-case letter, then up to 62 "
                                     "lower-case letters, digits or hyphens",
                                     absl::CHexEscape(name.substr(0, 80))));
}

Fault CheckFraction(const std::string& field, double fraction) {
  if (fraction > 0 && fraction < 1) return std::nullopt;
  return FaultOf(field, fmt::format("is {}; it must be above 0 and below 1", fraction));
}

Fault CheckFractions(const v1::DataSpec& data) {
  if (auto fault = CheckFraction("data.validation_fraction", data.validation_fraction())) {
    return fault;
  }
  if (auto fault = CheckFraction("data.test_fraction", data.test_fraction())) return fault;
  constexpr double kTolerance = 1e-9;
  if (data.validation_fraction() + data.test_fraction() <= 0.9 + kTolerance) return std::nullopt;
  return FaultOf("data.test_fraction",
                 fmt::format("is {} and data.validation_fraction {}; together they must be at most "
                             "0.9, so that a tenth of the rows is left to learn from",
                             data.test_fraction(), data.validation_fraction()));
}

Fault CheckData(const v1::DataSpec& data) {
  if (data.label().empty()) {
    return FaultOf("data.label", data.label_file().empty()
                                     ? "is missing; give the name of the column to predict"
                                     : "is missing; give the name of the column that the values of "
                                       "label_file become");
  }
  if (!v1::Objective_IsValid(data.objective())) {
    return FaultOf("data.objective", fmt::format("is {}; it must be CLASSIFICATION or REGRESSION",
                                                 int{data.objective()}));
  }
  return CheckFractions(data);
}

Fault CheckEnoughTrials(const v1::SuccessiveHalving& halving) {
  const std::int64_t least = LeastTrials(halving);
  if (halving.trials() >= least) return std::nullopt;
  return FaultOf("successive_halving.trials",
                 fmt::format("is {}; with epochs {}, eta {} and min_epochs {} there are {} rungs, "
                             "so at least {} trials are needed for one to reach the top",
                             halving.trials(), halving.epochs(), halving.eta(),
                             halving.min_epochs(), RungLevels(halving).size(), least));
}

Fault CheckHalving(const v1::SuccessiveHalving& halving) {
  if (auto fault = CheckWithin("successive_halving.trials", halving.trials(), 1, kMost)) {
    return fault;
  }
  if (auto fault = CheckWithin("successive_halving.epochs", halving.epochs(), 1, kMost)) {
    return fault;
  }
  if (halving.eta() < 2) {
    return FaultOf("successive_halving.eta",
                   fmt::format("is {}; each rung keeps 1 trial in eta, so eta must be at least 2",
                               halving.eta()));
  }
  if (halving.min_epochs() < 1 || halving.min_epochs() > halving.epochs()) {
    return FaultOf("successive_halving.min_epochs",
                   fmt::format("is {}; it must be from 1 to epochs, which is {}",
                               halving.min_epochs(), halving.epochs()));
  }
  return CheckEnoughTrials(halving);
}

Fault CheckRandomSearch(const v1::RandomSearch& random_search) {
  if (auto fault = CheckWithin("random_search.trials", random_search.trials(), 1, kMost)) {
    return fault;
  }
  if (!random_search.has_patience()) return std::nullopt;
  return CheckWithin("random_search.patience", random_search.patience(), 1, kMost);
}

Fault CheckAlgorithm(const v1::SearchSpec& spec) {
  if (spec.has_random_search()) return CheckRandomSearch(spec.random_search());
  if (!spec.has_successive_halving()) {
    return SpecFault{"", "the algorithm is missing; give random_search or successive_halving"};
  }
  if (spec.space().has_epochs()) {
    return FaultOf("space.epochs",
                   "is given; under successive_halving epochs are what is rationed, so remove it "
                   "and set successive_halving.epochs");
  }
  return CheckHalving(spec.successive_halving());
}

Fault CheckSpaceIsLargeEnough(const v1::SearchSpec& spec) {
  const std::int64_t trials =
      spec.has_random_search() ? spec.random_search().trials() : spec.successive_halving().trials();
  const std::optional<std::uint64_t> size = DistinctConfigurations(spec);
  if (!size || *size >= static_cast<std::uint64_t>(trials)) return std::nullopt;
  return FaultOf(
      spec.has_random_search() ? "random_search.trials" : "successive_halving.trials",
      fmt::format("is {}, but the space has only {} different configurations; widen the space or "
                  "lower trials",
                  trials, *size));
}

Fault CheckScoreIsKnown(v1::Metric score) {
  if (v1::Metric_IsValid(score)) return std::nullopt;
  return FaultOf("score",
                 fmt::format("is {}; it must be one of the named values of Metric", int{score}));
}

Fault CheckArithmetic(v1::Arithmetic arithmetic) {
  if (v1::Arithmetic_IsValid(arithmetic)) return std::nullopt;
  return FaultOf("arithmetic", fmt::format("is {}; it must be FUSED or SEPARATE", int{arithmetic}));
}

Fault CheckComplete(const v1::SearchSpec& spec) {
  if (auto fault = CheckName(spec.name())) return fault;
  if (auto fault = CheckData(spec.data())) return fault;
  if (auto fault = CheckAlgorithm(spec)) return fault;
  if (auto fault = CheckSpace(spec.space())) return fault;
  if (auto fault = CheckScoreIsKnown(spec.score())) return fault;
  if (auto fault = CheckScore(spec.score(), spec.data().objective())) return fault;
  if (auto fault = CheckWithin("finalists", spec.finalists(), 1, 100)) return fault;
  if (auto fault = CheckWithin("max_attempts", spec.max_attempts(), 1, 100)) return fault;
  if (auto fault = CheckArithmetic(spec.arithmetic())) return fault;
  return CheckSpaceIsLargeEnough(spec);
}

}  // namespace

std::optional<SpecFault> CheckSpec(const v1::SearchSpec& spec) {
  if (!spec.has_data()) {
    return SpecFault{"data", "data is missing; give at least data { file label }"};
  }
  if (!spec.has_space()) {
    return SpecFault{"space",
                     "space is missing; give the parameters to search, as in "
                     "space { learning_rate { min: 0.0001 max: 0.1 scale: LOG } }"};
  }
  return CheckComplete(WithDefaults(spec));
}

std::optional<SpecFault> CheckScore(v1::Metric score, v1::Objective objective) {
  if (score == v1::METRIC_UNSPECIFIED || objective == v1::OBJECTIVE_UNSPECIFIED ||
      Measures(score, objective)) {
    return std::nullopt;
  }
  return FaultOf("score",
                 fmt::format("is {}, which does not measure {}; choose {}", v1::Metric_Name(score),
                             EnumName(objective), ChoiceOfMetrics(objective)));
}

}  // namespace rung
