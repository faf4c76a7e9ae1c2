#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "rung/v1/task.grpc.pb.h"

namespace rung {

// Lends the tasks it is given, in order, and remembers all calls. Calls may be
// scripted to fail.
class FakeTaskService : public v1::TaskService::Service {
 public:
  struct Call {
    std::string method;
    std::string key;  // the worker, the session's request_id, or the task's name
    bool answered = true;
  };

  // Lets calls go that wait for a task. To be called before the server ends.
  void Close() {
    const MutexLock lock(mutex_);
    closed_ = true;
    changed_.NotifyAll();
  }

  void Lend(const v1::Task& task) {
    const MutexLock lock(mutex_);
    tasks_.push_back(task);
    changed_.NotifyAll();
  }
  // Tells whoever asks for a task from now on that it is drained.
  void Drain() {
    const MutexLock lock(mutex_);
    drained_ = true;
    changed_.NotifyAll();
  }
  // The next calls of a method fail so, one each.
  void Fail(const std::string& method, std::deque<grpc::Status> failures) {
    const MutexLock lock(mutex_);
    failures_[method] = std::move(failures);
  }
  // No call is answered from now on.
  void Hang() {
    const MutexLock lock(mutex_);
    hangs_ = true;
  }
  // The answer to every later renewal of that task.
  void AnswerRenewals(const std::string& name, v1::RenewLeaseResponse::Answer answer) {
    const MutexLock lock(mutex_);
    renewal_answers_[name] = answer;
  }
  // Called with each completion before it is answered; an error is the answer.
  void OnComplete(std::function<grpc::Status(const v1::CompleteTaskRequest&)> check) {
    const MutexLock lock(mutex_);
    on_complete_ = std::move(check);
  }

  // Waits until that many calls of `method` have come, with that key unless it is
  // empty; then returns all calls.
  std::vector<Call> WaitForCalls(const std::string& method, const std::string& key = "",
                                 int count = 1) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const MutexLock lock(mutex_);
    while (CountLocked(method, key) < count && std::chrono::steady_clock::now() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    EXPECT_GE(CountLocked(method, key), count) << method << " " << key;
    return calls_;
  }
  // Waits until a completion of that task has been answered.
  v1::CompleteTaskRequest WaitForCompletion(const std::string& name) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const MutexLock lock(mutex_);
    while (!completions_.contains(name) && std::chrono::steady_clock::now() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    EXPECT_TRUE(completions_.contains(name)) << name;
    return completions_[name];
  }
  // Waits until renewals of that task have told so many steps.
  void WaitForBatchCount(const std::string& name, std::int64_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const MutexLock lock(mutex_);
    while (batch_counts_[name] < count && std::chrono::steady_clock::now() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    EXPECT_GE(batch_counts_[name], count) << name;
  }
  // The steps of that task that the last renewal told.
  std::int64_t BatchCountOf(const std::string& name) {
    const MutexLock lock(mutex_);
    return batch_counts_[name];
  }
  // What the last call for a task said that the worker holds.
  std::vector<std::string> HeldAttempts() {
    const MutexLock lock(mutex_);
    return held_attempts_;
  }
  // What came back with a task that was handed back.
  v1::ReturnTaskRequest ReturnOf(const std::string& name) {
    const MutexLock lock(mutex_);
    return returns_[name];
  }
  std::vector<v1::StartSessionRequest> SessionStarts() {
    const MutexLock lock(mutex_);
    return session_starts_;
  }
  // What came with the session's end.
  v1::EndSessionRequest LastWords() {
    const MutexLock lock(mutex_);
    return last_words_;
  }
  int CountCalls(const std::string& method, const std::string& key = "") {
    const MutexLock lock(mutex_);
    return CountLocked(method, key);
  }
  // The epochs of all answered calls, in the order in which they arrived.
  std::vector<int> EpochsOf(const std::string& name) {
    const MutexLock lock(mutex_);
    return epochs_[name];
  }

  grpc::Status StartSession(grpc::ServerContext* context, const v1::StartSessionRequest* request,
                            v1::StartSessionResponse* response) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    session_starts_.push_back(*request);
    if (const grpc::Status failure = Record("StartSession", request->worker()); !failure.ok()) {
      return failure;
    }
    EXPECT_FALSE(request->numerics().empty());
    response->set_session("session-" + std::to_string(CountLocked("StartSession", "")));
    return grpc::Status::OK;
  }

  grpc::Status LeaseTask(grpc::ServerContext* context, const v1::LeaseTaskRequest* request,
                         v1::LeaseTaskResponse* response) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    held_attempts_.assign(request->held_attempts().begin(), request->held_attempts().end());
    if (const grpc::Status failure = Record("LeaseTask", request->request_id()); !failure.ok()) {
      return failure;
    }
    EXPECT_FALSE(request->session().empty());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (tasks_.empty() && !closed_ && !drained_ && std::chrono::steady_clock::now() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    response->set_drain(tasks_.empty() && drained_);
    if (tasks_.empty()) return grpc::Status::OK;
    *response->mutable_task() = tasks_.front();
    tasks_.pop_front();
    return grpc::Status::OK;
  }

  grpc::Status RenewLease(grpc::ServerContext* context, const v1::RenewLeaseRequest* request,
                          v1::RenewLeaseResponse* response) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    if (const grpc::Status failure = Record("RenewLease", request->name()); !failure.ok()) {
      return failure;
    }
    EXPECT_FALSE(request->session().empty());
    TakeEpochs(request->name(), request->epochs());
    batch_counts_[request->name()] = request->batch_count();
    changed_.NotifyAll();
    const auto found = renewal_answers_.find(request->name());
    response->set_answer(found == renewal_answers_.end() ? v1::RenewLeaseResponse::RENEWED
                                                         : found->second);
    return grpc::Status::OK;
  }

  grpc::Status CompleteTask(grpc::ServerContext* context, const v1::CompleteTaskRequest* request,
                            v1::CompleteTaskResponse* response) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    if (const grpc::Status failure = Record("CompleteTask", request->name()); !failure.ok()) {
      return failure;
    }
    if (on_complete_) {
      if (grpc::Status failure = on_complete_(*request); !failure.ok()) return failure;
    }
    TakeEpochs(request->name(), request->epochs());
    completions_[request->name()] = *request;
    response->set_answer(v1::CompleteTaskResponse::RECORDED);
    return grpc::Status::OK;
  }

  grpc::Status ReturnTask(grpc::ServerContext* context, const v1::ReturnTaskRequest* request,
                          v1::ReturnTaskResponse*) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    EXPECT_FALSE(request->reason().empty());
    EXPECT_FALSE(request->session().empty());
    const grpc::Status failure = Record("ReturnTask", request->name());
    if (failure.ok()) {
      TakeEpochs(request->name(), request->epochs());
      returns_[request->name()] = *request;
    }
    return failure;
  }

  grpc::Status DrainSession(grpc::ServerContext* context, const v1::DrainSessionRequest* request,
                            v1::DrainSessionResponse*) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    drained_ = true;
    return Record("DrainSession", request->session());
  }

  grpc::Status EndSession(grpc::ServerContext* context, const v1::EndSessionRequest* request,
                          v1::EndSessionResponse*) override {
    const MutexLock lock(mutex_);
    WaitWhileHanging(*context);
    last_words_ = *request;
    return Record("EndSession", request->reason());
  }

 private:
  // Until the caller gives up.
  void WaitWhileHanging(const grpc::ServerContext& context) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (hangs_ && !closed_ && !context.IsCancelled()) {
      changed_.WaitUntil(mutex_, std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    }
  }

  // Takes the call in; not OK where it is to fail.
  grpc::Status Record(const std::string& method, const std::string& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::deque<grpc::Status>& failures = failures_[method];
    grpc::Status failure;
    if (!failures.empty()) {
      failure = failures.front();
      failures.pop_front();
    }
    calls_.push_back({method, key, failure.ok()});
    changed_.NotifyAll();
    return failure;
  }

  int CountLocked(const std::string& method, const std::string& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return static_cast<int>(std::count_if(calls_.begin(), calls_.end(), [&](const Call& call) {
      return call.method == method && (key.empty() || call.key == key);
    }));
  }

  template <typename Epochs>
  void TakeEpochs(const std::string& name, const Epochs& epochs)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (const v1::Epoch& epoch : epochs) epochs_[name].push_back(epoch.epoch());
  }

  Mutex mutex_;
  CondVar changed_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool drained_ ABSL_GUARDED_BY(mutex_) = false;
  bool hangs_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<v1::Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::deque<grpc::Status>> failures_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::RenewLeaseResponse::Answer> renewal_answers_ ABSL_GUARDED_BY(mutex_);
  std::function<grpc::Status(const v1::CompleteTaskRequest&)> on_complete_ ABSL_GUARDED_BY(mutex_);
  std::vector<Call> calls_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> held_attempts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::CompleteTaskRequest> completions_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::ReturnTaskRequest> returns_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> batch_counts_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::StartSessionRequest> session_starts_ ABSL_GUARDED_BY(mutex_);
  v1::EndSessionRequest last_words_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<int>> epochs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
