#include "common/spec/spec_defaults.h"

namespace rung {
namespace {

void FillRange(v1::IntegerParameter& parameter) {
  if (!parameter.has_min()) return;
  if (parameter.scale() == v1::SCALE_UNSPECIFIED) parameter.set_scale(v1::UNIFORM);
  if (!parameter.has_step()) parameter.set_step(1);
}

void FillRange(v1::FloatParameter& parameter) {
  if (!parameter.has_min()) return;
  if (parameter.scale() == v1::SCALE_UNSPECIFIED) parameter.set_scale(v1::UNIFORM);
}

void FillWidth(v1::Space& space) {
  if (space.width_case() == v1::Space::WIDTH_NOT_SET) space.mutable_units()->set_value(64);
  FillRange(space.has_units_per_layer() ? *space.mutable_units_per_layer()
                                        : *space.mutable_units());
}

void FillNumbers(v1::Space& space) {
  if (!space.has_hidden_layers()) space.mutable_hidden_layers()->set_value(1);
  if (!space.has_learning_rate()) space.mutable_learning_rate()->set_value(0.001);
  if (!space.has_batch_size()) space.mutable_batch_size()->set_value(32);
  if (!space.has_momentum()) space.mutable_momentum()->set_value(0.9);
  if (!space.has_weight_decay()) space.mutable_weight_decay()->set_value(0);
  if (!space.has_dropout()) space.mutable_dropout()->set_value(0);
  if (!space.has_warmup()) space.mutable_warmup()->set_value(0);
  if (!space.has_gradient_clip()) space.mutable_gradient_clip()->set_value(0);
  if (!space.has_label_smoothing()) space.mutable_label_smoothing()->set_value(0);
  FillRange(*space.mutable_hidden_layers());
  FillRange(*space.mutable_learning_rate());
  FillRange(*space.mutable_batch_size());
  FillRange(*space.mutable_momentum());
  FillRange(*space.mutable_weight_decay());
  FillRange(*space.mutable_dropout());
  FillRange(*space.mutable_warmup());
  FillRange(*space.mutable_gradient_clip());
  FillRange(*space.mutable_label_smoothing());
}

void FillLists(v1::Space& space) {
  if (space.activation().empty()) space.add_activation(v1::RELU);
  if (space.optimizer().empty()) space.add_optimizer(v1::ADAM);
  if (space.learning_rate_schedule().empty()) space.add_learning_rate_schedule(v1::CONSTANT);
  if (space.class_weight().empty()) space.add_class_weight(v1::EQUAL);
}

void FillEpochs(v1::Space& space) {
  if (!space.has_epochs()) space.mutable_epochs()->set_value(20);
  FillRange(*space.mutable_epochs());
}

void FillData(v1::DataSpec& data) {
  if (!data.has_validation_fraction()) data.set_validation_fraction(0.2);
  if (!data.has_test_fraction()) data.set_test_fraction(0.2);
}

void FillHalving(v1::SuccessiveHalving& halving) {
  if (!halving.has_eta()) halving.set_eta(3);
  if (!halving.has_min_epochs()) halving.set_min_epochs(1);
}

}  // namespace

v1::SearchSpec WithDefaults(v1::SearchSpec spec) {
  FillData(*spec.mutable_data());
  FillWidth(*spec.mutable_space());
  FillNumbers(*spec.mutable_space());
  FillLists(*spec.mutable_space());
  if (spec.has_random_search()) FillEpochs(*spec.mutable_space());
  if (spec.has_successive_halving()) FillHalving(*spec.mutable_successive_halving());
  if (!spec.has_finalists()) spec.set_finalists(3);
  if (!spec.has_max_attempts()) spec.set_max_attempts(5);
  if (spec.arithmetic() == v1::ARITHMETIC_UNSPECIFIED) spec.set_arithmetic(v1::FUSED);
  return spec;
}

v1::SearchSpec WithObjective(v1::SearchSpec spec, v1::Objective objective) {
  spec.mutable_data()->set_objective(objective);
  if (spec.score() == v1::METRIC_UNSPECIFIED) {
    spec.set_score(objective == v1::REGRESSION ? v1::RMSE : v1::ACCURACY);
  }
  return spec;
}

}  // namespace rung
