#include "tests/bench/plain_loop.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace rung::bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowVector = Eigen::RowVectorXf;

// Parameters of a layer with what Adam remembers.
template <typename Parameters>
struct Adam {
  Parameters value, gradient, first, second;

  void Resize(Eigen::Index rows, Eigen::Index columns) {
    for (Parameters* part : {&value, &gradient, &first, &second}) part->setZero(rows, columns);
  }
  void Step(float rate, float root) {
    first.array() = 0.9F * first.array() + 0.1F * gradient.array();
    second.array() = 0.999F * second.array() + 0.001F * gradient.array().square();
    value.array() -= rate * first.array() / (second.array().sqrt() * root + 1e-8F);
  }
};

struct Layer {
  Adam<Matrix> weights;
  Adam<RowVector> biases;
  Matrix outputs, gradient;
};

}  // namespace

struct PlainLoop::State {
  const PreparedTraining& data;
  Eigen::Index batch;
  float rate;
  std::vector<Layer> layers;
  std::vector<std::size_t> order;
  Matrix input;
  std::mt19937_64 generator{1};
  int step = 0;
};

PlainLoop::PlainLoop(const v1::Configuration& configuration, const PreparedTraining& data)
    : state_(new State{data,
                       configuration.batch_size(),
                       static_cast<float>(configuration.learning_rate()),
                       {},
                       {},
                       {}}) {
  std::vector<Eigen::Index> widths = {data.training.inputs};
  for (const int units : configuration.units()) widths.push_back(units);
  widths.push_back(data.outputs);
  std::normal_distribution<float> normal;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    Layer& layer = state_->layers.emplace_back();
    layer.weights.Resize(widths[l], widths[l + 1]);
    layer.biases.Resize(1, widths[l + 1]);
    const float scale = std::sqrt(2.0F / static_cast<float>(widths[l]));
    layer.weights.value =
        layer.weights.value.unaryExpr([&](float) { return scale * normal(state_->generator); });
    layer.outputs.resize(state_->batch, widths[l + 1]);
    layer.gradient.resize(state_->batch, widths[l + 1]);
  }
  state_->input.resize(state_->batch, widths[0]);
  state_->order.resize(static_cast<std::size_t>(data.training.rows));
  std::iota(state_->order.begin(), state_->order.end(), 0U);
}

PlainLoop::~PlainLoop() = default;

double PlainLoop::TrainEpoch() {
  State& s = *state_;
  std::shuffle(s.order.begin(), s.order.end(), s.generator);
  double loss = 0;
  const auto all = static_cast<Eigen::Index>(s.order.size());
  for (Eigen::Index first = 0; first + s.batch <= all; first += s.batch) {
    for (Eigen::Index i = 0; i < s.batch; ++i) {
      const std::size_t row = s.order[static_cast<std::size_t>(first + i)];
      s.input.row(i) = Eigen::Map<const RowVector>(
          s.data.training.features.data() + row * static_cast<std::size_t>(s.input.cols()),
          s.input.cols());
    }
    const Matrix* input = &s.input;
    for (std::size_t l = 0; l < s.layers.size(); ++l) {
      Layer& layer = s.layers[l];
      layer.outputs.noalias() = *input * layer.weights.value;
      layer.outputs.rowwise() += layer.biases.value;
      if (l + 1 < s.layers.size()) layer.outputs = layer.outputs.cwiseMax(0);
      input = &layer.outputs;
    }
    Layer& last = s.layers.back();
    last.outputs.colwise() -= last.outputs.rowwise().maxCoeff();
    last.gradient.array() = last.outputs.array().exp();
    for (Eigen::Index i = 0; i < s.batch; ++i) {
      const int right = s.data.training.classes[s.order[static_cast<std::size_t>(first + i)]];
      const float sum = last.gradient.row(i).sum();
      loss += std::log(static_cast<double>(sum)) - static_cast<double>(last.outputs(i, right));
      last.gradient.row(i) /= sum;
      last.gradient(i, right) -= 1;
    }
    last.gradient /= static_cast<float>(s.batch);
    for (std::size_t l = s.layers.size(); l-- > 0;) {
      Layer& layer = s.layers[l];
      const Matrix& before = l == 0 ? s.input : s.layers[l - 1].outputs;
      layer.weights.gradient.noalias() = before.transpose() * layer.gradient;
      layer.biases.gradient = layer.gradient.colwise().sum();
      if (l == 0) break;
      Matrix& down = s.layers[l - 1].gradient;
      down.noalias() = layer.gradient * layer.weights.value.transpose();
      down.array() *= (before.array() > 0).cast<float>();
    }
    ++s.step;
    const auto t = static_cast<float>(s.step);
    const float rate = s.rate / (1 - std::pow(0.9F, t));
    const float root = 1 / std::sqrt(1 - std::pow(0.999F, t));
    for (Layer& layer : s.layers) {
      layer.weights.Step(rate, root);
      layer.biases.Step(rate, root);
    }
  }
  return loss / static_cast<double>(all);
}

}  // namespace rung::bench
