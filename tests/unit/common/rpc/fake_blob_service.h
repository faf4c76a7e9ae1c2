#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/mutex.h"
#include "common/sha256.h"
#include "rung/v1/blob.grpc.pb.h"

namespace rung {

// Keeps blobs in memory, after the rules of BlobService.
class FakeBlobService : public v1::BlobService::Service {
 public:
  grpc::Status PutBlob(grpc::ServerContext* context, const v1::PutBlobRequest* request,
                       v1::PutBlobResponse* response) override {
    const MutexLock lock(mutex_);
    while (puts_hang_ && !context->IsCancelled()) {
      changed_.WaitUntil(mutex_, std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    }
    put_offsets_.push_back(request->offset());
    if (const grpc::Status failure = TakeFailure(put_failures_); !failure.ok()) {
      if (!retry_delay_.empty()) {
        context->AddTrailingMetadata("grpc-retry-pushback-ms", retry_delay_);
      }
      return failure;
    }
    std::string& stored = blobs_[request->digest()];
    const auto size = static_cast<std::int64_t>(stored.size());
    if (request->offset() == size && size < request->size()) stored += request->data();
    response->set_stored_size(static_cast<std::int64_t>(stored.size()));
    return grpc::Status::OK;
  }

  grpc::Status GetBlob(grpc::ServerContext*, const v1::GetBlobRequest* request,
                       v1::GetBlobResponse* response) override {
    const MutexLock lock(mutex_);
    ++get_calls_;
    if (const grpc::Status failure = TakeFailure(get_failures_); !failure.ok()) return failure;
    const auto found = blobs_.find(request->digest());
    if (found == blobs_.end()) return {grpc::StatusCode::NOT_FOUND, "no such blob"};
    response->set_size(static_cast<std::int64_t>(found->second.size()));
    response->set_data(
        found->second.substr(static_cast<std::size_t>(request->offset()), std::size_t{1} << 20));
    return grpc::Status::OK;
  }

  // Returns the digest.
  std::string Add(std::string content) {
    std::string digest = Sha256Hex(content);
    Set(digest, std::move(content));
    return digest;
  }
  void Set(const std::string& digest, std::string content) {
    const MutexLock lock(mutex_);
    blobs_[digest] = std::move(content);
  }
  std::string ContentOfBlob(const std::string& digest) {
    const MutexLock lock(mutex_);
    return blobs_[digest];
  }
  bool Has(const std::string& digest) {
    const MutexLock lock(mutex_);
    return blobs_.contains(digest);
  }
  void Remove(const std::string& digest) {
    const MutexLock lock(mutex_);
    blobs_.erase(digest);
  }
  // The next calls are answered so, one each; an OK lets a call through.
  void FailPuts(std::deque<grpc::Status> failures) {
    const MutexLock lock(mutex_);
    put_failures_ = std::move(failures);
  }
  // What comes with the failures of puts.
  void AskForDelay(std::string milliseconds) {
    const MutexLock lock(mutex_);
    retry_delay_ = std::move(milliseconds);
  }
  // No put is answered from now on.
  void HangPuts() {
    const MutexLock lock(mutex_);
    puts_hang_ = true;
  }
  void FailGets(std::deque<grpc::Status> failures) {
    const MutexLock lock(mutex_);
    get_failures_ = std::move(failures);
  }
  std::vector<std::int64_t> put_offsets() {
    const MutexLock lock(mutex_);
    return put_offsets_;
  }
  int get_calls() {
    const MutexLock lock(mutex_);
    return get_calls_;
  }

 private:
  static grpc::Status TakeFailure(std::deque<grpc::Status>& failures) {
    if (failures.empty()) return grpc::Status::OK;
    grpc::Status failure = failures.front();
    failures.pop_front();
    return failure;
  }

  Mutex mutex_;
  CondVar changed_;
  std::string retry_delay_ ABSL_GUARDED_BY(mutex_);
  bool puts_hang_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::string> blobs_ ABSL_GUARDED_BY(mutex_);
  std::deque<grpc::Status> put_failures_ ABSL_GUARDED_BY(mutex_);
  std::deque<grpc::Status> get_failures_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::int64_t> put_offsets_ ABSL_GUARDED_BY(mutex_);
  int get_calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace rung
