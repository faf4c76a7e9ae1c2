#include "worker/mlp/configuration_check.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>

#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

using testing::HasSubstr;

void ExpectRefused(const std::function<void(v1::Configuration&)>& spoil, const std::string& field) {
  TrialSetup setup = SmallSetup();
  spoil(setup.configuration);
  EXPECT_THAT(CheckConfiguration(setup.configuration),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(field)));
}

TEST(ConfigurationCheckTest, CompleteConfigurationIsTaken) {
  EXPECT_THAT(CheckConfiguration(SmallSetup().configuration), IsOk());
}

TEST(ConfigurationCheckTest, EveryFieldOutOfRangeIsRefusedByName) {
  using C = v1::Configuration;
  ExpectRefused([](C& c) { c.set_hidden_layers(33); }, "hidden_layers is 33");
  ExpectRefused([](C& c) { c.set_hidden_layers(2); }, "units has 1 entries");
  ExpectRefused([](C& c) { c.set_units(0, 0); }, "units is 0");
  ExpectRefused([](C& c) { c.set_units(0, 65537); }, "units is 65537");
  ExpectRefused([](C& c) { c.set_learning_rate(0); }, "learning_rate is 0");
  ExpectRefused([](C& c) { c.set_learning_rate(std::numeric_limits<double>::quiet_NaN()); },
                "learning_rate is nan");
  ExpectRefused([](C& c) { c.clear_activation(); }, "activation");
  ExpectRefused([](C& c) { c.set_batch_size(0); }, "batch_size is 0");
  ExpectRefused([](C& c) { c.set_epochs(0); }, "epochs is 0");
  ExpectRefused([](C& c) { c.clear_optimizer(); }, "optimizer");
  ExpectRefused([](C& c) { c.set_momentum(1); }, "momentum is 1");
  ExpectRefused([](C& c) { c.set_weight_decay(-1); }, "weight_decay is -1");
  ExpectRefused([](C& c) { c.set_dropout(1); }, "dropout is 1");
  ExpectRefused([](C& c) { c.set_warmup(1); }, "warmup is 1");
  ExpectRefused([](C& c) { c.set_gradient_clip(-0.5); }, "gradient_clip is -0.5");
  ExpectRefused([](C& c) { c.set_label_smoothing(1); }, "label_smoothing is 1");
  ExpectRefused([](C& c) { c.clear_class_weight(); }, "class_weight");
  ExpectRefused(
      [](C& c) { c.set_learning_rate_schedule(static_cast<v1::LearningRateSchedule>(9)); },
      "learning_rate_schedule is 9");
}

}  // namespace
}  // namespace rung::mlp
