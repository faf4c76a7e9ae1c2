#include "worker/agent/agent.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <numeric>

#include "common/sha256.h"
#include "tests/unit/common/rpc/fake_blob_service.h"
#include "tests/unit/common/rpc/test_directory.h"
#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/agent/fake_task_service.h"
#include "tests/unit/worker/agent/tiny_task.h"
#include "worker/agent/last_words.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Request = v1::CompleteTaskRequest;

const grpc::Status kUnavailable(grpc::StatusCode::UNAVAILABLE, "starting");
const grpc::Status kFault(grpc::StatusCode::INTERNAL, "cut");
constexpr int kEndless = 1'000'000;

// A new number at each call, all so small that pauses are short.
RandomSource SmallNumbers() {
  return [count = std::make_shared<std::atomic<int>>(0)] { return ++*count * 1e-6; };
}

std::vector<int> UpTo(int last) {
  std::vector<int> numbers(static_cast<std::size_t>(last));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

// A worker that speaks to a coordinator of the test's over a socket.
class AgentTest : public testing::Test {
 protected:
  AgentTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&tasks_);
    builder.RegisterService(&blobs_);
    server_ = builder.BuildAndStart();
    client_ = *ConnectToCoordinator({.address = "127.0.0.1:" + std::to_string(port)});
    EXPECT_THAT(WritePreparedTraining(TinyTraining(), directory_.PathOf("training")), IsOk());
    EXPECT_THAT(WritePreparedTest(TinyTest(), directory_.PathOf("test")), IsOk());
    training_ = blobs_.Add(ContentOf(directory_.PathOf("training")));
    test_ = blobs_.Add(ContentOf(directory_.PathOf("test")));
  }

  ~AgentTest() override {
    if (run_.valid()) {
      EXPECT_THAT(StopAndWait(), IsOk());
    }
    tasks_.Close();
    server_->Shutdown();
  }

  void Start() {
    run_ = std::async(std::launch::async, [this] {
      Agent agent(*client_,
                  {.worker = "lab-1",
                   .previous_session = previous_session_,
                   .data_memory = data_memory_,
                   .grace = grace_,
                   .pause = RandomPause(),
                   .instruction_set = mlp::InstructionSets().front()},
                  *BlobCache::Open(directory_.path() / "cache", 1 << 30), SmallNumbers());
      return agent.Run(stop_.get_token());
    });
  }

  absl::Status StopAndWait() {
    stop_.request_stop();
    return run_.get();
  }

  v1::Task Task(std::int64_t trial, int target_epochs) const {
    v1::Task task = TinyTask(trial, target_epochs);
    task.set_training_data(training_);
    return task;
  }

  TestDirectory directory_;
  FakeTaskService tasks_;
  FakeBlobService blobs_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<CoordinatorClient> client_;
  std::string training_;
  std::string test_;
  std::string previous_session_;
  std::int64_t data_memory_ = 1 << 20;
  std::chrono::milliseconds grace_ = std::chrono::minutes(1);
  std::stop_source stop_;
  std::future<absl::Status> run_;
};

TEST_F(AgentTest, TrainsATaskAndTellsEachEpochOnce) {
  const v1::Task task = Task(0, 3);
  tasks_.Lend(task);
  Start();
  const Request completion = tasks_.WaitForCompletion(task.name());
  EXPECT_EQ(completion.outcome(), Request::COMPLETED);
  EXPECT_EQ(completion.checkpoint(), Sha256Hex(CheckpointAfter(task, 3)));
  EXPECT_THAT(tasks_.EpochsOf(task.name()), ElementsAre(1, 2, 3));
}

TEST_F(AgentTest, HandsATaskBackAsItsOwnFaultWhoseDataAreLargerThanItMayHold) {
  data_memory_ = static_cast<std::int64_t>(ContentOf(directory_.PathOf("training")).size()) - 1;
  const v1::Task task = Task(0, 3);
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("ReturnTask", task.name());
  EXPECT_EQ(tasks_.CountCalls("CompleteTask"), 0);
  EXPECT_EQ(tasks_.ReturnOf(task.name()).cause(), v1::ReturnTaskRequest::WORKER_UNFIT);
  EXPECT_THAT(tasks_.ReturnOf(task.name()).reason(),
              AllOf(HasSubstr("--data-memory"), HasSubstr(std::to_string(data_memory_ + 1)),
                    HasSubstr(std::to_string(data_memory_) + ",")));
}

TEST_F(AgentTest, HoldsTheDataOfManySetsOneAfterTheOther) {
  data_memory_ = static_cast<std::int64_t>(ContentOf(directory_.PathOf("training")).size());
  for (int trial = 0; trial < 3; ++trial) {
    PreparedTraining other = TinyTraining();
    other.training.features[0] += static_cast<float>(trial);
    ASSERT_THAT(WritePreparedTraining(other, directory_.PathOf("other")), IsOk());
    v1::Task task = Task(trial, 1);
    task.set_training_data(blobs_.Add(ContentOf(directory_.PathOf("other"))));
    tasks_.Lend(task);
  }
  Start();
  for (int trial = 0; trial < 3; ++trial) {
    EXPECT_EQ(tasks_.WaitForCompletion(Task(trial, 1).name()).outcome(), Request::COMPLETED);
  }
}

TEST_F(AgentTest, CompletesATaskUnderItsSession) {
  const v1::Task task = Task(0, 1);
  tasks_.Lend(task);
  Start();
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).session(), "session-1");
}

TEST_F(AgentTest, PutsTheCheckpointBeforeItCompletes) {
  const v1::Task task = Task(0, 2);
  std::atomic<bool> was_put = false;
  tasks_.OnComplete([&](const Request& completion) {
    was_put = blobs_.Has(completion.checkpoint());
    return grpc::Status::OK;
  });
  tasks_.Lend(task);
  Start();
  const Request completion = tasks_.WaitForCompletion(task.name());
  EXPECT_TRUE(was_put);
  EXPECT_EQ(blobs_.ContentOfBlob(completion.checkpoint()), CheckpointAfter(task, 2));
}

TEST_F(AgentTest, AsksForTheNextTaskWhileAResultIsOnItsWay) {
  std::atomic<bool> is_recording = false;
  tasks_.OnComplete([&](const Request&) { return is_recording ? grpc::Status::OK : kUnavailable; });
  tasks_.Lend(Task(0, 1));
  tasks_.Lend(Task(1, 1));
  Start();
  tasks_.WaitForCalls("LeaseTask", "", 2);
  EXPECT_THAT(tasks_.HeldAttempts(), ElementsAre(Task(0, 1).name()));
  is_recording = true;
  tasks_.WaitForCompletion(Task(0, 1).name());
  tasks_.WaitForCompletion(Task(1, 1).name());
}

TEST_F(AgentTest, GoesOnFromTheCheckpointOfAnotherWorker) {
  v1::Task task = Task(0, 5);
  task.set_checkpoint(blobs_.Add(CheckpointAfter(task, 3)));
  tasks_.Lend(task);
  Start();
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).checkpoint(),
            Sha256Hex(CheckpointAfter(task, 5)));
  EXPECT_THAT(tasks_.EpochsOf(task.name()), ElementsAre(4, 5));
}

TEST_F(AgentTest, RecomputesACheckpointThatIsLost) {
  v1::Task task = Task(0, 5);
  task.set_checkpoint(Sha256Hex("lost"));
  tasks_.Lend(task);
  Start();
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).checkpoint(),
            Sha256Hex(CheckpointAfter(task, 5)));
  EXPECT_THAT(tasks_.EpochsOf(task.name()), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(AgentTest, RecomputesACheckpointThatIsDamaged) {
  v1::Task task = Task(0, 4);
  task.set_checkpoint(Sha256Hex(CheckpointAfter(task, 3)));
  blobs_.Set(task.checkpoint(), "damaged");
  tasks_.Lend(task);
  Start();
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).checkpoint(),
            Sha256Hex(CheckpointAfter(task, 4)));
}

TEST_F(AgentTest, FetchesDataAndItsOwnCheckpointsOnlyOnce) {
  const v1::Task first = Task(0, 2);
  v1::Task second = Task(0, 4);
  second.set_name("searches/tiny/trials/0/tasks/1/attempts/1");
  second.set_checkpoint(Sha256Hex(CheckpointAfter(first, 2)));
  tasks_.Lend(first);
  tasks_.Lend(second);
  Start();
  tasks_.WaitForCompletion(second.name());
  EXPECT_THAT(tasks_.EpochsOf(second.name()), ElementsAre(3, 4));
  EXPECT_EQ(blobs_.get_calls(), 1);
}

TEST_F(AgentTest, DropsASupersededTaskAndAsksForAnother) {
  const v1::Task superseded = Task(0, kEndless);
  const v1::Task next = Task(1, 2);
  tasks_.AnswerRenewals(superseded.name(), v1::RenewLeaseResponse::SUPERSEDED);
  tasks_.Lend(superseded);
  tasks_.Lend(next);
  Start();
  EXPECT_EQ(tasks_.WaitForCompletion(next.name()).outcome(), Request::COMPLETED);
  EXPECT_EQ(tasks_.CountCalls("RenewLease", superseded.name()), 1);
  EXPECT_EQ(tasks_.CountCalls("CompleteTask", superseded.name()), 0);
  EXPECT_EQ(tasks_.CountCalls("ReturnTask"), 0);
}

TEST_F(AgentTest, RepeatsALeaseCallUnderItsRequestIdAndAsksForMoreUnderAnother) {
  tasks_.Fail("LeaseTask", std::deque<grpc::Status>(5, kUnavailable));
  tasks_.Lend(Task(0, 1));
  Start();
  std::vector<std::string> ids;
  for (const auto& call : tasks_.WaitForCalls("LeaseTask", "", 7)) {
    if (call.method == "LeaseTask") ids.push_back(call.key);
  }
  for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(ids[i], ids[0]);
  EXPECT_NE(ids[6], ids[0]);
}

TEST_F(AgentTest, StartsAnotherSessionWhereItsOwnIsUnknown) {
  tasks_.Fail("LeaseTask", {grpc::Status(grpc::StatusCode::NOT_FOUND, "no such session")});
  tasks_.Lend(Task(0, 1));
  Start();
  tasks_.WaitForCompletion(Task(0, 1).name());
  EXPECT_EQ(tasks_.CountCalls("StartSession"), 2);
}

TEST_F(AgentTest, WaitsForACoordinatorThatDoesNotAnswerYet) {
  tasks_.Fail("StartSession", {kFault, kUnavailable, kFault});
  tasks_.Lend(Task(0, 1));
  Start();
  tasks_.WaitForCompletion(Task(0, 1).name());
}

TEST_F(AgentTest, RepeatsTheStartOfASessionUnderItsRequestIdAndNamesTheLifeBefore) {
  previous_session_ = "7";
  tasks_.Fail("StartSession", {kFault, kFault});
  Start();
  tasks_.WaitForCalls("LeaseTask");
  const auto starts = tasks_.SessionStarts();
  ASSERT_THAT(starts, testing::SizeIs(3));
  EXPECT_EQ(starts[0].request_id().size(), 32U);
  EXPECT_EQ(starts[2].request_id(), starts[0].request_id());
  EXPECT_EQ(starts[2].previous_session(), "7");
}

TEST_F(AgentTest, EndsWhereItsNameIsRefused) {
  tasks_.Fail("StartSession", {grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad name")});
  Start();
  EXPECT_THAT(run_.get(), StatusIs(absl::StatusCode::kInvalidArgument, "bad name"));
}

TEST_F(AgentTest, TrainsOnWhileRenewalsAreNotAnswered) {
  const v1::Task task = Task(0, kEndless);
  tasks_.Fail("RenewLease", {kFault, kFault, kFault});
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("RenewLease", task.name(), 6);
  const std::vector<int> epochs = tasks_.EpochsOf(task.name());
  EXPECT_FALSE(epochs.empty());
  EXPECT_EQ(epochs, UpTo(static_cast<int>(epochs.size())));
}

TEST_F(AgentTest, RepeatsACompletionUntilItIsAnsweredAndKeepsTheLeaseMeanwhile) {
  const v1::Task task = Task(0, 2);
  std::atomic<bool> let_through = false;
  tasks_.OnComplete([&](const Request&) { return let_through ? grpc::Status::OK : kFault; });
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("CompleteTask", task.name(), 2);
  tasks_.WaitForCalls("RenewLease", task.name(), 2);
  let_through = true;
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).outcome(), Request::COMPLETED);
  EXPECT_THAT(tasks_.EpochsOf(task.name()), ElementsAre(1, 2));
}

TEST_F(AgentTest, PutsACheckpointAgainThatTheCoordinatorLost) {
  const v1::Task task = Task(0, 2);
  std::atomic<int> calls = 0;
  tasks_.OnComplete([&](const Request& completion) {
    if (++calls > 1) return grpc::Status::OK;
    blobs_.Remove(completion.checkpoint());
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "put the checkpoint first");
  });
  tasks_.Lend(task);
  Start();
  EXPECT_TRUE(blobs_.Has(tasks_.WaitForCompletion(task.name()).checkpoint()));
}

TEST_F(AgentTest, WaitsForRoomForItsCheckpoint) {
  const v1::Task task = Task(0, 2);
  blobs_.FailPuts({grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full")});
  tasks_.Lend(task);
  Start();
  EXPECT_TRUE(blobs_.Has(tasks_.WaitForCompletion(task.name()).checkpoint()));
}

TEST_F(AgentTest, TellsThatItGetsOnWhileItsResultsWaitForRoom) {
  constexpr int kMoreThanItsTraining = 1'000;
  const grpc::Status is_full(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full");
  blobs_.FailPuts(std::deque<grpc::Status>(1'000'000, is_full));
  tasks_.Lend(Task(0, 1));
  tasks_.Lend(Task(1, 1));
  Start();
  tasks_.WaitForBatchCount(Task(0, 1).name(), kMoreThanItsTraining);
  tasks_.WaitForBatchCount(Task(1, 1).name(), kMoreThanItsTraining);
  blobs_.FailPuts({});
  tasks_.WaitForCompletion(Task(1, 1).name());
}

TEST_F(AgentTest, TellsOfNoProgressWhileItsResultIsAnsweredInternal) {
  const v1::Task task = Task(0, 1);
  std::atomic<bool> let_through = false;
  tasks_.OnComplete([&](const Request&) { return let_through ? grpc::Status::OK : kFault; });
  tasks_.Lend(task);
  Start();
  const auto renew = [&] {  // the first of the two may have been on its way
    tasks_.WaitForCalls("RenewLease", task.name(),
                        tasks_.CountCalls("RenewLease", task.name()) + 2);
    return tasks_.BatchCountOf(task.name());
  };
  tasks_.WaitForCalls("CompleteTask", task.name(), 2);
  const std::int64_t steps = renew();
  tasks_.WaitForCalls("CompleteTask", task.name(),
                      tasks_.CountCalls("CompleteTask", task.name()) + 10);
  EXPECT_EQ(renew(), steps);
  let_through = true;
  tasks_.WaitForCompletion(task.name());
}

TEST_F(AgentTest, CountsWhatArrivesOfItsDataAsProgress) {
  CachedInputs inputs(*client_, *BlobCache::Open(directory_.path() / "cache", 1 << 30),
                      data_memory_, SmallNumbers());
  blobs_.FailGets({kFault, kFault});
  std::atomic<std::int64_t> steps = 0;
  EXPECT_THAT(inputs.Training(training_, &steps, {}), IsOk());
  EXPECT_EQ(steps, 1);
}

TEST_F(AgentTest, DropsAResultThatIsRefusedAndAsksForAnother) {
  tasks_.Fail("CompleteTask", {grpc::Status(grpc::StatusCode::NOT_FOUND, "no such attempt")});
  tasks_.Lend(Task(0, 1));
  tasks_.Lend(Task(1, 1));
  Start();
  tasks_.WaitForCompletion(Task(1, 1).name());
  EXPECT_EQ(tasks_.CountCalls("CompleteTask", Task(0, 1).name()), 1);
}

TEST_F(AgentTest, TellsAllEpochsOfATaskThatHasMoreThanACallCarries) {
  const v1::Task task = Task(0, 2'500);
  tasks_.Lend(task);
  Start();
  EXPECT_LE(tasks_.WaitForCompletion(task.name()).epochs_size(), 1'000);
  EXPECT_EQ(tasks_.EpochsOf(task.name()), UpTo(2'500));
}

TEST_F(AgentTest, ScoresAFinalistAndTellsNoEpochs) {
  v1::Task task = Task(0, 3);
  task.set_name("searches/tiny/trials/0/tasks/test/attempts/1");
  task.set_test_data(test_);
  task.set_checkpoint(Sha256Hex("lost"));
  tasks_.Lend(task);
  Start();
  const Request completion = tasks_.WaitForCompletion(task.name());
  EXPECT_EQ(completion.outcome(), Request::COMPLETED);
  EXPECT_TRUE(completion.test().values().contains("accuracy"));
  EXPECT_THAT(tasks_.EpochsOf(task.name()), IsEmpty());
}

TEST_F(AgentTest, HandsATaskBackWhoseDataCannotBeHad) {
  v1::Task task = Task(0, 3);
  task.set_training_data(Sha256Hex("lost"));
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("ReturnTask", task.name());
  EXPECT_EQ(tasks_.CountCalls("CompleteTask"), 0);
  EXPECT_EQ(tasks_.ReturnOf(task.name()).cause(), v1::ReturnTaskRequest::INPUT_UNAVAILABLE);
}

TEST_F(AgentTest, HandsATaskBackWhoseDataItCannotKeepAsItsOwnFault) {
  std::filesystem::create_directories(directory_.path() / "cache" / training_ / "in the way");
  const v1::Task task = Task(0, 3);
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("ReturnTask", task.name());
  EXPECT_EQ(tasks_.ReturnOf(task.name()).cause(), v1::ReturnTaskRequest::WORKER_UNFIT);
  EXPECT_THAT(tasks_.ReturnOf(task.name()).reason(), HasSubstr("cannot write"));
}

TEST_F(AgentTest, HandsItsTaskBackWithTheCheckpointOfItsLastEpochWhenStopped) {
  const v1::Task task = Task(0, kEndless);
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("RenewLease", task.name());
  EXPECT_THAT(StopAndWait(), IsOk());
  ASSERT_EQ(tasks_.CountCalls("ReturnTask", task.name()), 1);
  const std::vector<int> epochs = tasks_.EpochsOf(task.name());
  ASSERT_FALSE(epochs.empty());
  EXPECT_EQ(epochs, UpTo(epochs.back()));
  const std::string checkpoint = tasks_.ReturnOf(task.name()).checkpoint();
  EXPECT_EQ(checkpoint, Sha256Hex(CheckpointAfter(task, epochs.back())));
  EXPECT_TRUE(blobs_.Has(checkpoint));
}

TEST_F(AgentTest, LeavesItsTaskToTheSessionsEndWhereItHasNoTimeToFinishTheEpoch) {
  grace_ = std::chrono::milliseconds(0);
  blobs_.FailPuts(std::deque<grpc::Status>(100'000, kUnavailable));
  const v1::Task task = Task(0, kEndless);
  tasks_.Lend(task);
  Start();
  tasks_.WaitForCalls("RenewLease", task.name());
  EXPECT_THAT(StopAndWait(), IsOk());
  EXPECT_EQ(tasks_.CountCalls("ReturnTask"), 0);
  EXPECT_EQ(tasks_.CountCalls("EndSession"), 1);
  EXPECT_TRUE(tasks_.LastWords().was_asked());
}

// Each of the calls that follow a stop would be waited for as long as this, or longer.
constexpr std::chrono::seconds kLongCall(9);

TEST_F(AgentTest, EndsWithinItsGracePeriodThoughNoCallIsAnswered) {
  grace_ = std::chrono::seconds(2);
  tasks_.Lend(Task(0, kEndless));
  Start();
  tasks_.WaitForCalls("RenewLease");
  blobs_.HangPuts();
  tasks_.Hang();
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_THAT(StopAndWait(), IsOk());
  EXPECT_LT(std::chrono::steady_clock::now() - asked, kLongCall);
}

TEST_F(AgentTest, EndsWithinItsGracePeriodThoughItsResultIsOnTheWay) {
  grace_ = std::chrono::seconds(2);
  tasks_.Lend(Task(0, 1));
  tasks_.Lend(Task(1, 1));
  blobs_.HangPuts();
  Start();
  tasks_.WaitForCalls("LeaseTask", "", 2);
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_THAT(StopAndWait(), IsOk());
  EXPECT_LT(std::chrono::steady_clock::now() - asked, kLongCall);
  EXPECT_TRUE(tasks_.LastWords().was_asked());
}

TEST_F(AgentTest, TellsLastWordsUntilTheyAreHeard) {
  tasks_.Fail("EndSession", std::deque<grpc::Status>(9, kUnavailable));
  TellOfEnd(*client_, {.session = "7", .task = "deadly", .reason = "killed by signal 6"},
            SmallNumbers(), {});
  EXPECT_EQ(tasks_.CountCalls("EndSession"), 10);
  EXPECT_EQ(tasks_.LastWords().task(), "deadly");
}

TEST_F(AgentTest, StopsWhileItWaitsForATaskAndTellsOfIt) {
  Start();
  tasks_.WaitForCalls("LeaseTask");
  EXPECT_THAT(StopAndWait(), IsOk());
  EXPECT_EQ(tasks_.CountCalls("ReturnTask"), 0);
  EXPECT_EQ(tasks_.CountCalls("EndSession", "asked to stop"), 1);
}

TEST_F(AgentTest, FinishesItsTasksAndEndsOnceItIsDrained) {
  const v1::Task task = Task(0, 3);
  tasks_.Lend(task);
  tasks_.Drain();
  Start();
  EXPECT_THAT(run_.get(), IsOk());
  EXPECT_EQ(tasks_.WaitForCompletion(task.name()).outcome(), Request::COMPLETED);
  EXPECT_EQ(tasks_.CountCalls("EndSession", "drained"), 1);
}

}  // namespace
}  // namespace rung
