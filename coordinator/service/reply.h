#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/status_translation.h"
#include "common/version.h"
#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/work_cost.h"
#include "coordinator/service/work_pool.h"

namespace rung {

// When a caller who asked for more than there was room for may try again.
inline constexpr char kRetryAfterMs[] = "1000";

// Of memory. To count the fields of a small request one by one is not worth it.
inline std::size_t BytesHeld(const google::protobuf::Message& request) {
  constexpr std::size_t kSmall = std::size_t{16} << 10;
  const std::size_t encoded = request.ByteSizeLong();
  return encoded <= kSmall ? encoded : request.SpaceUsedLong();
}

// A unary call that waits for its answer; copies speak of the same call. Exactly
// one of them calls Finish, once; after that none is used.
template <class Response>
class Reply {
 public:
  Reply(grpc::CallbackServerContext* context, const google::protobuf::Message& request,
        Response* response)
      : context_(context),
        reactor_(context->DefaultReactor()),
        response_(response),
        request_bytes_(BytesHeld(request)) {}

  void Finish(const absl::StatusOr<Response>& result) const {
    if (result.ok()) *response_ = *result;
    if (absl::IsResourceExhausted(result.status())) {
      context_->AddTrailingMetadata("grpc-retry-pushback-ms", kRetryAfterMs);
    }
    reactor_->Finish(ToGrpc(result.status()));
  }

  // As CheckRequirement says of what the caller's metadata require.
  absl::Status CheckCaller() const {
    return CheckRequirement(Metadata(kVersionMetadata), Metadata(kRequiresMetadata), Version());
  }

  // True once the caller waits no more.
  bool IsGone() const { return context_->IsCancelled(); }
  grpc::ServerUnaryReactor* reactor() const { return reactor_; }
  WorkCost cost() const { return {context_->peer(), request_bytes_}; }
  std::size_t request_bytes() const { return request_bytes_; }

 private:
  std::string_view Metadata(const char* key) const {
    const auto& all = context_->client_metadata();
    const auto found = all.find(key);
    if (found == all.end()) return {};
    return {found->second.data(), found->second.size()};
  }

  grpc::CallbackServerContext* context_;
  grpc::ServerUnaryReactor* reactor_;
  Response* response_;
  std::size_t request_bytes_;
};

// What a call is answered that was given up before its turn came.
inline absl::Status NobodyWaits() { return absl::CancelledError("nobody waits for the answer"); }

// Runs `work`, which answers, on a thread of `pool`; a caller that is not served, or for whom
// there is no room, is told so.
template <class Response>
void RunOnPool(WorkPool& pool, Reply<Response> reply, std::function<void()> work) {
  absl::Status status = reply.CheckCaller();
  if (status.ok()) status = pool.Submit(std::move(work), reply.cost());
  if (!status.ok()) reply.Finish(status);
}

// The same with a command for the deciding thread.
template <class Response>
void SubmitFor(Reply<Response> reply, DecidingThread& deciding, DecidingThread::Command command) {
  absl::Status status = reply.CheckCaller();
  if (status.ok()) status = deciding.Submit(std::move(command), reply.request_bytes());
  if (!status.ok()) reply.Finish(status);
}

// Answers with what `work` returns on a thread of `pool`.
template <class Response>
void FinishOnPool(WorkPool& pool, Reply<Response> reply,
                  std::function<absl::StatusOr<Response>()> work) {
  RunOnPool(pool, reply, [reply, work = std::move(work)] {
    try {
      reply.Finish(reply.IsGone() ? absl::StatusOr<Response>(NobodyWaits()) : work());
    } catch (const std::bad_alloc&) {
      reply.Finish(absl::ResourceExhaustedError("the coordinator has not the memory for this"));
    }
  });
}

// Answers with what `decide` returns on the deciding thread, once its facts are durable.
template <class Response>
void FinishByDeciding(DecidingThread& deciding, Reply<Response> reply,
                      std::function<absl::StatusOr<Response>(Decider&, Now)> decide) {
  SubmitFor(reply, deciding, [reply, decide = std::move(decide)](Decider& decider, Now now) {
    return [reply, result = decide(decider, now)](const absl::Status& committed) {
      reply.Finish(committed.ok() ? result : committed);
    };
  });
}

// Decides, and once that is durable answers on a thread of `pool` with what `read` finds
// under the name that `decide` returned.
template <class Response>
void DecideAndRead(DecidingThread& deciding, WorkPool& pool, Reply<Response> reply,
                   std::function<absl::StatusOr<std::string>(Decider&, Now)> decide,
                   std::function<absl::StatusOr<Response>(const std::string&)> read) {
  SubmitFor(reply, deciding,
            [&pool, reply, decide = std::move(decide), read = std::move(read)](Decider& decider,
                                                                               Now now) {
              return [&pool, reply, read,
                      name = decide(decider, now)](const absl::Status& committed) {
                if (!committed.ok() || !name.ok()) {
                  reply.Finish(committed.ok() ? name.status() : committed);
                  return;
                }
                FinishOnPool<Response>(pool, reply, [read, name = *name] { return read(name); });
              };
            });
}

}  // namespace rung
