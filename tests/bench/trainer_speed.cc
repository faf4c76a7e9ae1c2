// Measures one thing once and prints one number; trainer_vs_peers asks for them in turn.
//   trainer_speed ours|plain|SET NETWORK BATCH SECONDS
//       samples a second; NETWORK as 64-64-10, SET as x86-64-v2 or x86-64-v2/separate
//   trainer_speed eigen|openblas|kernels SIDE SECONDS GFLOP/s of a product of squares
#include <cblas.h>
#include <fmt/format.h>

#include <Eigen/Core>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/plain_loop.h"
#include "worker/mlp/trainer.h"

namespace rung::bench {
namespace {

using Clock = std::chrono::steady_clock;

// How often `work` is done in a second.
double Rate(double least_seconds, const std::function<void()>& work) {
  work();  // warm
  int count = 0;
  const auto start = Clock::now();
  std::chrono::duration<double> spent{};
  do {
    work();
    ++count;
    spent = Clock::now() - start;
  } while (spent.count() < least_seconds);
  return count / spent.count();
}

std::vector<int> Widths(const std::string& network) {
  std::vector<int> widths;
  for (std::size_t at = 0; at <= network.size();) {
    widths.push_back(std::atoi(network.c_str() + at));
    at = std::min(network.find('-', at), network.size()) + 1;
  }
  return widths;
}

// Rows of noise with labels that follow from it. One row validates, so that what is
// measured is training.
PreparedTraining Noise(int inputs, int classes) {
  std::mt19937 generator(7);
  std::normal_distribution<float> normal;
  const auto part = [&](std::int64_t rows) {
    PreparedPart made{.rows = rows, .inputs = inputs};
    made.features.reserve(static_cast<std::size_t>(rows * inputs));
    for (std::int64_t i = 0; i < rows; ++i) {
      int label = 0;
      for (int j = 0; j < inputs; ++j) {
        made.features.push_back(normal(generator));
        label = 2 * label + (made.features.back() > 0 ? 1 : 0);
        label %= classes;
      }
      made.classes.push_back(label);
    }
    return made;
  };
  return {.objective = v1::CLASSIFICATION,
          .outputs = classes,
          .training = part(inputs > 100 ? 8192 : 16384),
          .validation = part(1)};
}

mlp::TrialSetup SetupOf(const std::vector<int>& widths, int batch) {
  mlp::TrialSetup setup{.seed = 1};
  v1::Configuration& configuration = setup.configuration;
  configuration.set_hidden_layers(static_cast<int>(widths.size()) - 2);
  for (std::size_t l = 1; l + 1 < widths.size(); ++l) configuration.add_units(widths[l]);
  configuration.set_learning_rate(0.001);
  configuration.set_activation(v1::RELU);
  configuration.set_batch_size(batch);
  configuration.set_epochs(1'000'000);
  configuration.set_optimizer(v1::ADAM);
  configuration.set_momentum(0.9);
  configuration.set_learning_rate_schedule(v1::CONSTANT);
  configuration.set_class_weight(v1::EQUAL);
  return setup;
}

// The fastest where `who` does not begin with another's name.
mlp::InstructionSet SetOf(const std::string& who) {
  for (const mlp::InstructionSet& set : mlp::InstructionSets()) {
    if (who.starts_with(set.name)) return set;
  }
  return mlp::InstructionSets().front();
}

double SamplesPerSecond(const std::string& who, const std::vector<int>& widths, int batch,
                        double seconds) {
  const PreparedTraining data = Noise(widths.front(), widths.back());
  mlp::TrialSetup setup = SetupOf(widths, batch);
  if (who.ends_with("/separate")) setup.arithmetic = v1::SEPARATE;
  const auto rows = static_cast<double>(data.training.rows);
  if (who == "plain") {
    PlainLoop loop(setup.configuration, data);
    return rows * Rate(seconds, [&] { loop.TrainEpoch(); });
  }
  const auto trainer = mlp::Trainer::Create(setup, data, v1::ACCURACY, SetOf(who)).value();
  return rows * Rate(seconds, [&] { trainer->TrainEpoch({}); });
}

double ProductRate(const std::string& who, int side, double seconds) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Matrix a = Matrix::Random(side, side);
  const Matrix b = Matrix::Random(side, side);
  Matrix c(side, side);
  const auto size = static_cast<std::size_t>(side);
  const mlp::Kernels<float>& kernels = *mlp::InstructionSets().front().fused;
  const auto product = [&] {
    if (who == "eigen") {
      c.noalias() = a * b;
    } else if (who == "openblas") {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1, a.data(), side,
                  b.data(), side, 0, c.data(), side);
    } else {
      kernels.multiply(a.data(), size, size, b.data(), nullptr, size, c.data());
    }
  };
  return 2e-9 * side * side * side * Rate(seconds, product);
}

}  // namespace
}  // namespace rung::bench

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 4) {
    fmt::print("{}\n",
               rung::bench::SamplesPerSecond(arguments[0], rung::bench::Widths(arguments[1]),
                                             std::stoi(arguments[2]), std::stod(arguments[3])));
    return 0;
  }
  if (arguments.size() == 3) {
    fmt::print("{}\n", rung::bench::ProductRate(arguments[0], std::stoi(arguments[1]),
                                                std::stod(arguments[2])));
    return 0;
  }
  fmt::print(stderr, "trainer_speed: see the first lines of its source\n");
  return 2;
}
