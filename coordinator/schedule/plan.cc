#include "coordinator/schedule/plan.h"

#include "common/spec/parameter_values.h"
#include "common/spec/rung_levels.h"
#include "common/spec/spec_defaults.h"
#include "coordinator/space/proposer.h"

namespace rung {
namespace {

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

std::int64_t SumOfProposedEpochs(const v1::SearchSpec& spec) {
  std::int64_t sum = 0;
  Proposer proposer(spec);
  while (proposer.proposed() < spec.random_search().trials()) {
    const auto configuration = proposer.Next();
    if (!configuration.ok()) break;
    sum += configuration->epochs();
  }
  return sum;
}

}  // namespace

std::vector<RungPlan> PlanRungs(const v1::SearchSpec& spec) { return RungsOf(WithDefaults(spec)); }

Plan PlanSearch(const v1::SearchSpec& spec) {
  Plan plan;
  plan.rungs = PlanRungs(spec);
  std::int64_t level_below = 0;
  for (const RungPlan& rung : plan.rungs) {
    plan.epochs_with_resume += rung.trials * (rung.epochs - level_below);
    plan.epochs_from_scratch += std::int64_t{rung.trials} * rung.epochs;
    level_below = rung.epochs;
  }
  if (plan.rungs.back().epochs == 0) {
    plan.epochs_with_resume = plan.epochs_from_scratch = SumOfProposedEpochs(spec);
  }
  return plan;
}

}  // namespace rung
