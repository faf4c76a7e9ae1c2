#include "coordinator/space/sampling.h"

#include <algorithm>
#include <cmath>

#include "common/spec/parameter_values.h"

namespace rung {
namespace {

// Where in its stream each parameter's random number stands. Never changed: the
// configurations of recorded searches follow from it.
enum Index : std::uint32_t {
  kHiddenLayers = 0,
  kLearningRate = 1,
  kActivation = 2,
  kBatchSize = 3,
  kEpochs = 4,
  kOptimizer = 5,
  kMomentum = 6,
  kWeightDecay = 7,
  kDropout = 8,
  kLearningRateSchedule = 9,
  kUnits = 10,
  kWarmup = 11,
  kGradientClip = 12,
  kLabelSmoothing = 13,
  kClassWeight = 14,
  kUnitsOfFirstLayer = 32,  // further layers follow
};

// Even over the logarithms from `low` to `high`.
double LogUniform(double low, double high, double uniform) {
  return std::exp(std::log(low) + uniform * (std::log(high) - std::log(low)));
}

// The number of the value in a range that is nearest to `number`.
std::int64_t NearestIndex(double number, double min, double step, std::int64_t count) {
  const double index = std::round((number - min) / step);
  return static_cast<std::int64_t>(std::clamp(index, 0.0, static_cast<double>(count - 1)));
}

std::int64_t AnyIndex(std::int64_t count, const CounterRandom& random, std::uint32_t index) {
  return static_cast<std::int64_t>(random.Below(index, static_cast<std::uint64_t>(count)));
}

double SampleWithoutStep(const v1::FloatParameter& range, double uniform) {
  const double number = range.scale() == v1::LOG
                            ? LogUniform(range.min(), range.max(), uniform)
                            : range.min() + uniform * (range.max() - range.min());
  return SixDigitsWithin(range, number);
}

template <typename List>
auto SampleFrom(const List& list, const CounterRandom& random, std::uint32_t index) {
  return list.Get(static_cast<int>(AnyIndex(list.size(), random, index)));
}

std::int32_t SampleInt32(const v1::IntegerParameter& parameter, const CounterRandom& random,
                         std::uint32_t index) {
  return static_cast<std::int32_t>(Sample(parameter, random, index));
}

void SampleNetwork(const v1::Space& space, const CounterRandom& random,
                   v1::Configuration& configuration) {
  configuration.set_hidden_layers(SampleInt32(space.hidden_layers(), random, kHiddenLayers));
  for (int layer = 0; layer < configuration.hidden_layers(); ++layer) {
    configuration.add_units(
        space.has_units_per_layer()
            ? SampleInt32(space.units_per_layer(), random,
                          kUnitsOfFirstLayer + static_cast<std::uint32_t>(layer))
            : SampleInt32(space.units(), random, kUnits));
  }
}

void SampleTraining(const v1::Space& space, const CounterRandom& random,
                    v1::Configuration& configuration) {
  configuration.set_learning_rate(Sample(space.learning_rate(), random, kLearningRate));
  configuration.set_batch_size(SampleInt32(space.batch_size(), random, kBatchSize));
  configuration.set_momentum(Sample(space.momentum(), random, kMomentum));
  configuration.set_weight_decay(Sample(space.weight_decay(), random, kWeightDecay));
  configuration.set_dropout(Sample(space.dropout(), random, kDropout));
  configuration.set_warmup(Sample(space.warmup(), random, kWarmup));
  configuration.set_gradient_clip(Sample(space.gradient_clip(), random, kGradientClip));
  configuration.set_label_smoothing(Sample(space.label_smoothing(), random, kLabelSmoothing));
}

void SampleLists(const v1::Space& space, const CounterRandom& random,
                 v1::Configuration& configuration) {
  configuration.set_activation(
      static_cast<v1::Activation>(SampleFrom(space.activation(), random, kActivation)));
  configuration.set_optimizer(
      static_cast<v1::Optimizer>(SampleFrom(space.optimizer(), random, kOptimizer)));
  configuration.set_learning_rate_schedule(static_cast<v1::LearningRateSchedule>(
      SampleFrom(space.learning_rate_schedule(), random, kLearningRateSchedule)));
  configuration.set_class_weight(
      static_cast<v1::ClassWeight>(SampleFrom(space.class_weight(), random, kClassWeight)));
}

}  // namespace

std::int64_t Sample(const v1::IntegerParameter& parameter, const CounterRandom& random,
                    std::uint32_t index) {
  const std::int64_t count = ValueCount(parameter);
  if (parameter.scale() != v1::LOG) return ValueAt(parameter, AnyIndex(count, random, index));
  const auto min = static_cast<double>(parameter.min());
  const auto max = static_cast<double>(parameter.max());
  const double number =
      std::clamp(std::round(LogUniform(min - 0.5, max + 0.5, random.Uniform(index))), min, max);
  return ValueAt(parameter,
                 NearestIndex(number, min, static_cast<double>(parameter.step()), count));
}

double Sample(const v1::FloatParameter& parameter, const CounterRandom& random,
              std::uint32_t index) {
  const std::optional<std::int64_t> count = ValueCount(parameter);
  if (!count) return SampleWithoutStep(parameter, random.Uniform(index));
  if (parameter.scale() != v1::LOG) return ValueAt(parameter, AnyIndex(*count, random, index));
  const double number = LogUniform(parameter.min(), parameter.max(), random.Uniform(index));
  return ValueAt(parameter, NearestIndex(number, parameter.min(), parameter.step(), *count));
}

v1::Configuration DrawConfiguration(const v1::SearchSpec& spec, std::int64_t trial,
                                    std::uint32_t draw) {
  const CounterRandom random(spec.seed(), RandomPurpose::kConfiguration,
                             static_cast<std::uint32_t>(trial), draw);
  v1::Configuration configuration;
  SampleNetwork(spec.space(), random, configuration);
  SampleTraining(spec.space(), random, configuration);
  SampleLists(spec.space(), random, configuration);
  configuration.set_epochs(spec.has_random_search()
                               ? SampleInt32(spec.space().epochs(), random, kEpochs)
                               : spec.successive_halving().epochs());
  return configuration;
}

}  // namespace rung
