// DecodeCheckpoint as Trainer::Restore calls it. An input is a byte that chooses the trial, a byte
// that chooses its checkpoint, then edits of that; or the checkpoint itself.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/require.h"
#include "tests/unit/worker/mlp/toy_problems.h"
#include "worker/mlp/trainer.h"

namespace rung::mlp {
namespace {

constexpr int kEpochs = 3;

// A trial, its data and a checkpoint of each of its epochs.
struct Trial {
  TrialSetup setup;
  PreparedTraining data;
  v1::Metric score;
  std::array<std::string, kEpochs + 1> checkpoints;
};

std::unique_ptr<Trainer> TrainerOf(const Trial& trial) {
  return TrainerOf(trial.setup, trial.data, trial.score);
}

Trial WithCheckpoints(const TrialSetup& setup, PreparedTraining data, v1::Metric score) {
  Trial trial{setup, std::move(data), score, {}};
  trial.setup.configuration.set_epochs(kEpochs);
  const auto trainer = TrainerOf(trial);
  for (int epoch = 0; epoch <= kEpochs; ++epoch) {
    TrainTo(epoch, *trainer);
    trial.checkpoints[static_cast<std::size_t>(epoch)] = trainer->Checkpoint();
  }
  return trial;
}

TrialSetup LinearSetup() {
  TrialSetup setup = SmallSetup();
  setup.configuration.set_hidden_layers(0);
  setup.configuration.clear_units();
  setup.configuration.set_optimizer(v1::SGD);
  return setup;
}

const Trial& TrialAt(unsigned number) {
  static const std::array<Trial, 2> trials = {
      WithCheckpoints(SmallSetup(), SameSignProblem(20, 10), v1::ACCURACY),
      WithCheckpoints(LinearSetup(), WaveProblem(20, 10), v1::RMSE)};
  return trials[number % trials.size()];
}

std::size_t TakeOffset(FuzzInput& input, std::size_t size) {
  const std::size_t low = input.TakeByte();
  return (low + 256 * input.TakeByte()) % (size + 1);
}

// Each edit is an offset, a length and so many bytes to write there; length 0 cuts the
// checkpoint off there.
std::string Edited(std::string checkpoint, FuzzInput& input) {
  while (!input.rest().empty()) {
    const std::size_t offset = TakeOffset(input, checkpoint.size());
    const std::string_view bytes = input.Take(input.TakeByte() % 16);
    checkpoint.replace(offset, bytes.empty() ? std::string::npos : bytes.size(), bytes);
  }
  return checkpoint;
}

void CheckGoesOn(const std::string& checkpoint, Trainer& trainer) {
  Require(trainer.Checkpoint() == checkpoint, "a state that was read is written the same");
  Require(trainer.epochs_done() >= 0 && trainer.epochs_done() <= kEpochs, "epochs are in range");
  if (trainer.epochs_done() == kEpochs) return;
  const int done = trainer.epochs_done();
  Require(trainer.TrainEpoch({}).has_value(), "whatever its weights, a state trains on");
  Require(trainer.diverged() || trainer.epochs_done() == done + 1, "or is said to diverge");
}

void Run(FuzzInput input) {
  const Trial& trial = TrialAt(input.TakeByte());
  const unsigned choice = input.TakeByte();
  const std::string checkpoint =
      choice <= kEpochs ? Edited(trial.checkpoints[choice], input) : std::string(input.rest());
  const auto trainer = TrainerOf(trial);
  const absl::Status status = trainer->Restore(checkpoint);
  if (status.ok()) return CheckGoesOn(checkpoint, *trainer);
  Require(absl::IsDataLoss(status), "anything else is DATA_LOSS");
  Require(trainer->Checkpoint() == trial.checkpoints[0], "an error leaves the state as before");
}

}  // namespace
}  // namespace rung::mlp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rung::mlp::Run({data, size});
  return 0;
}
