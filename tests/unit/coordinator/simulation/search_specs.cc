#include "search_specs.h"

#include "common/spec/spec_defaults.h"

namespace rung::simulation {
namespace {

struct Ladder {
  int trials, epochs, eta;
};
constexpr Ladder kLadders[] = {{9, 9, 3}, {4, 4, 2}, {8, 4, 2}, {10, 3, 3}, {3, 2, 2}, {12, 9, 3}};

std::string Digest(char digit) { return std::string(64, digit); }

}  // namespace

DataSetAdded TheDataSet() { return {.digest = Digest('d'), .display_name = "data.csv"}; }

SplitAdded TheSplit() {
  return {.key = "split",
          .data_set = Digest('d'),
          .training_blob = Digest('a'),
          .test_blob = Digest('b')};
}

v1::SearchSpec RandomSpec(const std::string& name, Choices& choices) {
  v1::SearchSpec spec;
  spec.set_name(name);
  spec.set_seed(static_cast<std::uint64_t>(choices.Between(0, 1'000'000)));
  spec.mutable_data()->set_label("class");
  auto& rate = *spec.mutable_space()->mutable_learning_rate();
  rate.set_min(1e-4);
  rate.set_max(1e-1);
  if (choices.OneIn(2)) {
    const Ladder& ladder = kLadders[choices.Between(0, 5)];
    spec.mutable_successive_halving()->set_trials(ladder.trials);
    spec.mutable_successive_halving()->set_epochs(ladder.epochs);
    spec.mutable_successive_halving()->set_eta(ladder.eta);
  } else {
    spec.mutable_random_search()->set_trials(choices.Between(1, 10));
    spec.mutable_space()->mutable_epochs()->set_min(1);
    spec.mutable_space()->mutable_epochs()->set_max(5);
    if (choices.OneIn(2)) spec.mutable_random_search()->set_patience(2);
  }
  spec.set_finalists(choices.Between(1, 3));
  spec.set_max_attempts(choices.OneIn(2) ? 2 : 100);
  spec.set_score(choices.OneIn(2) ? v1::ACCURACY : v1::LOG_LOSS);
  return WithObjective(WithDefaults(spec), v1::CLASSIFICATION);
}

}  // namespace rung::simulation
