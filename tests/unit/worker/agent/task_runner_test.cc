#include "worker/agent/task_runner.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <new>
#include <optional>
#include <vector>

#include "common/sha256.h"
#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/agent/tiny_task.h"

namespace rung {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using Request = v1::CompleteTaskRequest;

class FakeInputs : public TaskInputs {
 public:
  absl::StatusOr<std::shared_ptr<const PreparedTraining>> Training(
      const std::string& digest, mlp::Progress, const std::stop_token&) override {
    if (out_of_memory) throw std::bad_alloc();
    if (too_large) return absl::FailedPreconditionError("the data take 9 bytes");
    if (digest != "training") return absl::NotFoundError("no such blob");
    return std::make_shared<const PreparedTraining>(TinyTraining());
  }
  absl::StatusOr<std::shared_ptr<const PreparedTest>> Test(const std::string& digest, mlp::Progress,
                                                           const std::stop_token&) override {
    if (digest != "test") return absl::NotFoundError("no such blob");
    return std::make_shared<const PreparedTest>(TinyTest());
  }
  absl::StatusOr<std::shared_ptr<const std::string>> Checkpoint(const std::string& digest,
                                                                mlp::Progress,
                                                                const std::stop_token&) override {
    const auto found = checkpoints.find(digest);
    if (found == checkpoints.end()) return absl::NotFoundError("no such blob");
    return std::make_shared<const std::string>(found->second);
  }

  std::map<std::string, std::string> checkpoints;
  bool out_of_memory = false;
  bool too_large = false;
};

class TaskRunnerTest : public testing::Test {
 protected:
  static v1::Task Task(int target_epochs) {
    v1::Task task = TinyTask(/*trial=*/3, target_epochs);
    task.set_training_data("training");
    return task;
  }

  // In a clock that moves by a quarter of a second at each look.
  absl::StatusOr<TaskResult> Run(const v1::Task& task, std::stop_token stop = {}) {
    epochs_.clear();
    std::chrono::steady_clock::time_point time;
    const TaskHooks hooks = {.on_epoch =
                                 [this](const v1::Epoch& epoch) {
                                   epochs_.push_back(epoch);
                                   if (epoch.epoch() == finish_after_) finish_epoch_.request_stop();
                                 },
                             .batch_count = &batch_count_,
                             .finish_epoch = finish_epoch_.get_token(),
                             .now = [&time] { return time += std::chrono::milliseconds(250); },
                             .instruction_set = mlp::InstructionSets().front()};
    return RunTask(task, inputs_, hooks, stop);
  }

  std::vector<int> EpochNumbers() const {
    std::vector<int> numbers;
    for (const v1::Epoch& epoch : epochs_) numbers.push_back(epoch.epoch());
    return numbers;
  }

  FakeInputs inputs_;
  std::stop_source finish_epoch_;
  int finish_after_ = 0;  // 0: never
  std::vector<v1::Epoch> epochs_;
  std::atomic<std::int64_t> batch_count_ = 0;
};

TEST_F(TaskRunnerTest, TrainsToTheTargetAndNamesTheCheckpoint) {
  const auto result = Run(Task(3));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->completion.outcome(), Request::COMPLETED);
  EXPECT_EQ(result->completion.name(), Task(3).name());
  EXPECT_EQ(result->checkpoint, CheckpointAfter(Task(3), 3));
  EXPECT_EQ(result->completion.checkpoint(), Sha256Hex(result->checkpoint));
  EXPECT_THAT(result->completion.training().values(), Contains(Key("accuracy")));
  EXPECT_THAT(result->completion.validation().values(), Contains(Key("log_loss")));
  EXPECT_THAT(EpochNumbers(), ElementsAre(1, 2, 3));
}

TEST_F(TaskRunnerTest, MeasuresEachEpochByThePassedClock) {
  ASSERT_THAT(Run(Task(2)), IsOk());
  EXPECT_DOUBLE_EQ(epochs_[0].seconds(), 0.25);
  EXPECT_DOUBLE_EQ(epochs_[1].seconds(), 0.25);
}

TEST_F(TaskRunnerTest, GoesOnFromACheckpointBitForBit) {
  v1::Task task = Task(5);
  task.set_checkpoint("c2");
  inputs_.checkpoints["c2"] = CheckpointAfter(task, 2);
  const auto result = Run(task);
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(EpochNumbers(), ElementsAre(3, 4, 5));
  EXPECT_EQ(result->checkpoint, CheckpointAfter(task, 5));
}

TEST_F(TaskRunnerTest, TrainsFromTheStartWhereTheCheckpointIsOfNoUse) {
  v1::Task task = Task(3);
  inputs_.checkpoints["damaged"] = CheckpointAfter(task, 2).substr(1);
  inputs_.checkpoints["of another trial"] = CheckpointAfter(TinyTask(4, 3), 2);
  inputs_.checkpoints["beyond the target"] = CheckpointAfter(task, 4);
  for (const char* name : {"lost", "damaged", "of another trial", "beyond the target"}) {
    task.set_checkpoint(name);
    const auto result = Run(task);
    ASSERT_THAT(result, IsOk()) << name;
    EXPECT_THAT(EpochNumbers(), ElementsAre(1, 2, 3)) << name;
    EXPECT_EQ(result->checkpoint, CheckpointAfter(task, 3)) << name;
  }
}

TEST_F(TaskRunnerTest, ComesBackUnfinishedAfterTheEpochUnderWayWithItsCheckpoint) {
  finish_after_ = 2;
  const auto result = Run(Task(5));
  ASSERT_THAT(result, IsOk());
  EXPECT_TRUE(result->is_unfinished);
  EXPECT_THAT(EpochNumbers(), ElementsAre(1, 2));
  EXPECT_EQ(result->checkpoint, CheckpointAfter(Task(5), 2));
  EXPECT_EQ(result->completion.checkpoint(), Sha256Hex(result->checkpoint));
}

TEST_F(TaskRunnerTest, FinishesATaskWhoseLastEpochWasUnderWay) {
  finish_after_ = 5;
  const auto result = Run(Task(5));
  ASSERT_THAT(result, IsOk());
  EXPECT_FALSE(result->is_unfinished);
  EXPECT_EQ(result->completion.outcome(), Request::COMPLETED);
}

TEST_F(TaskRunnerTest, ComesBackUnfinishedWithoutACheckpointWhereItHasTrainedNothingOrHasPatience) {
  v1::Task task = Task(5);
  task.set_patience(3);
  finish_after_ = 2;
  EXPECT_THAT(Run(task)->checkpoint, IsEmpty());
  task.set_patience(0);
  const auto untouched = Run(task);
  ASSERT_THAT(untouched, IsOk());
  EXPECT_TRUE(untouched->is_unfinished);
  EXPECT_THAT(untouched->checkpoint, IsEmpty());
}

TEST_F(TaskRunnerTest, TellsADivergedTrialWithItsLastEpoch) {
  v1::Task task = Task(50);
  task.mutable_configuration()->set_optimizer(v1::SGD);
  task.mutable_configuration()->set_learning_rate(1e30);
  const auto result = Run(task);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->completion.outcome(), Request::DIVERGED);
  EXPECT_THAT(result->completion.checkpoint(), IsEmpty());
  EXPECT_THAT(result->checkpoint, IsEmpty());
  EXPECT_FALSE(epochs_.empty());
  EXPECT_LT(epochs_.size(), 50U);
}

TEST_F(TaskRunnerTest, StopsEarlyAndReportsItsBestEpoch) {
  v1::Task task = Task(400);
  task.set_score(v1::LOG_LOSS);
  task.mutable_configuration()->set_learning_rate(0.2);
  task.set_patience(4);
  const auto result = Run(task);
  ASSERT_THAT(result, IsOk());
  const auto best = std::ranges::min_element(epochs_, {}, &v1::Epoch::validation_score);
  EXPECT_EQ(result->completion.trained_epochs(), best->epoch());
  EXPECT_EQ(epochs_.back().epoch(), best->epoch() + 4);
  EXPECT_LT(epochs_.back().epoch(), 400);
  EXPECT_EQ(result->checkpoint, CheckpointAfter(task, best->epoch()));
  EXPECT_EQ(result->completion.validation().values().at("log_loss"), best->validation_score());
}

TEST_F(TaskRunnerTest, FailsATaskThatTheTrainerRefuses) {
  v1::Task task = Task(3);
  task.mutable_configuration()->set_batch_size(0);
  const auto result = Run(task);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->completion.outcome(), Request::FAILED);
  EXPECT_THAT(result->completion.failure(), HasSubstr("batch_size"));
}

TEST_F(TaskRunnerTest, IsNoResultWhereThisMachineRunsOutOfMemory) {
  inputs_.out_of_memory = true;
  EXPECT_THAT(Run(Task(3)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("out of memory")));
}

TEST_F(TaskRunnerTest, IsNoResultWhereTheDataAreTooLargeForThisMachine) {
  inputs_.too_large = true;
  EXPECT_THAT(Run(Task(3)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "the data take 9 bytes"));
}

TEST_F(TaskRunnerTest, IsNoResultWhereTheDataCannotBeHad) {
  v1::Task task = Task(3);
  task.set_training_data("lost");
  EXPECT_THAT(Run(task), StatusIs(absl::StatusCode::kNotFound, "no such blob"));
}

TEST_F(TaskRunnerTest, StopsWithoutAResult) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Run(Task(1'000'000), stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_THAT(epochs_, IsEmpty());
}

TEST_F(TaskRunnerTest, ScoresAFinalistOnTheTestRows) {
  v1::Task task = Task(4);
  task.set_test_data("test");
  task.set_checkpoint("c4");
  inputs_.checkpoints["c4"] = CheckpointAfter(task, 4);
  const auto result = Run(task);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->completion.outcome(), Request::COMPLETED);
  EXPECT_THAT(result->completion.test().values(), Contains(Key("accuracy")));
  EXPECT_GT(result->completion.test_spread(), 0);
  EXPECT_GT(result->completion.validation_spread(), 0);
  EXPECT_EQ(result->checkpoint, inputs_.checkpoints["c4"]);
  EXPECT_EQ(result->completion.checkpoint(), Sha256Hex(result->checkpoint));
  EXPECT_THAT(epochs_, IsEmpty());
}

TEST_F(TaskRunnerTest, MakesProgressWhileItScores) {
  v1::Task task = Task(4);
  task.set_test_data("test");
  task.set_checkpoint("c4");
  inputs_.checkpoints["c4"] = CheckpointAfter(task, 4);
  ASSERT_THAT(Run(task), IsOk());
  EXPECT_GE(batch_count_, 1000);
}

TEST_F(TaskRunnerTest, ScoresTheSameWhereTheCheckpointIsLost) {
  v1::Task task = Task(4);
  task.set_test_data("test");
  task.set_checkpoint("c4");
  const auto recomputed = Run(task);
  inputs_.checkpoints["c4"] = CheckpointAfter(task, 4);
  const auto restored = Run(task);
  ASSERT_THAT(recomputed, IsOk());
  ASSERT_THAT(restored, IsOk());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(recomputed->completion,
                                                                 restored->completion));
}

}  // namespace
}  // namespace rung
