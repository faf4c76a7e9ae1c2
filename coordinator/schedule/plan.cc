#include "coordinator/schedule/plan.h"

#include <fmt/format.h>

#include "common/spec/parameter_values.h"
#include "common/spec/rung_levels.h"
#include "common/spec/spec_defaults.h"
#include "common/status_macros.h"
#include "coordinator/space/proposer.h"

namespace rung {
namespace {

constexpr std::int64_t kDrawsPerTrial = 10;
constexpr std::int64_t kDrawsBeyond = 1'000'000;

std::vector<RungPlan> RungsOfHalving(const v1::SuccessiveHalving& halving) {
  std::vector<RungPlan> rungs;
  int trials = halving.trials();
  for (const int epochs : RungLevels(halving)) {
    rungs.push_back({trials, epochs, trials / halving.eta()});
    trials /= halving.eta();
  }
  rungs.back().keep = 0;
  return rungs;
}

RungPlan RungOfRandomSearch(const v1::SearchSpec& spec) {
  const v1::IntegerParameter& epochs = spec.space().epochs();
  const bool is_fixed = ValueCount(epochs) == 1;
  return {spec.random_search().trials(), is_fixed ? static_cast<int>(ValueAt(epochs, 0)) : 0, 0};
}

std::vector<RungPlan> RungsOf(const v1::SearchSpec& spec) {
  if (spec.has_random_search()) return {RungOfRandomSearch(spec)};
  return RungsOfHalving(spec.successive_halving());
}

absl::StatusOr<std::int64_t> SumOfProposedEpochs(const v1::SearchSpec& spec) {
  const int trials = spec.random_search().trials();
  const std::int64_t most_draws = kDrawsPerTrial * trials + kDrawsBeyond;
  std::int64_t sum = 0;
  Proposer proposer(spec);
  while (proposer.proposed() < trials) {
    const auto configuration = proposer.Next();
    if (!configuration.ok()) return absl::InvalidArgumentError(configuration.status().message());
    sum += configuration->epochs();
    if (proposer.draws() > most_draws) {
      return absl::InvalidArgumentError(fmt::format(
          "after {} draws only {} of {} trials have configurations of their own; widen the space "
          "or lower trials",
          proposer.draws(), proposer.proposed(), trials));
    }
  }
  return sum;
}

}  // namespace

std::vector<RungPlan> PlanRungs(const v1::SearchSpec& spec) { return RungsOf(WithDefaults(spec)); }

absl::StatusOr<Plan> PlanSearch(const v1::SearchSpec& spec) {
  Plan plan;
  plan.rungs = PlanRungs(spec);
  plan.may_stop_early = spec.random_search().has_patience();
  std::int64_t level_below = 0;
  for (const RungPlan& rung : plan.rungs) {
    plan.epochs_with_resume += rung.trials * (rung.epochs - level_below);
    plan.epochs_from_scratch += std::int64_t{rung.trials} * rung.epochs;
    level_below = rung.epochs;
  }
  if (plan.rungs.back().epochs == 0) {
    ASSIGN_OR_RETURN(plan.epochs_with_resume, SumOfProposedEpochs(spec));
    plan.epochs_from_scratch = plan.epochs_with_resume;
  }
  return plan;
}

}  // namespace rung
