#include "coordinator/service/worker_service.h"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/service/page_token.h"
#include "coordinator/service/reply.h"
#include "rung/v1/worker.grpc.pb.h"

namespace rung {
namespace {

constexpr std::string_view kPrefix = "workers/";

std::string IdOf(const v1::Worker& worker) { return worker.name().substr(kPrefix.size()); }

class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  WorkerService(DecidingThread& deciding, const StatusReader& status, WorkPool& query_pool)
      : deciding_(deciding), status_(status), query_pool_(query_pool) {}

  grpc::ServerUnaryReactor* ListWorkers(grpc::CallbackServerContext* context,
                                        const v1::ListWorkersRequest* request,
                                        v1::ListWorkersResponse* response) override;
  grpc::ServerUnaryReactor* DrainWorker(grpc::CallbackServerContext* context,
                                        const v1::DrainWorkerRequest* request,
                                        v1::DrainWorkerResponse* response) override;

 private:
  DecidingThread& deciding_;
  const StatusReader& status_;
  WorkPool& query_pool_;
};

grpc::ServerUnaryReactor* WorkerService::ListWorkers(grpc::CallbackServerContext* context,
                                                     const v1::ListWorkersRequest* request,
                                                     v1::ListWorkersResponse* response) {
  using Response = v1::ListWorkersResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kUsualPageSize));
    const MonotonicTime now = std::chrono::steady_clock::now();
    ASSIGN_OR_RETURN(const auto workers, status_.ListWorkers(request->page_token(), size, now));
    Response answer;
    answer.mutable_workers()->Assign(workers.begin(), workers.end());
    if (answer.workers_size() == size) {
      answer.set_next_page_token(IdOf(*answer.workers().rbegin()));
    }
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* WorkerService::DrainWorker(grpc::CallbackServerContext* context,
                                                     const v1::DrainWorkerRequest* request,
                                                     v1::DrainWorkerResponse* response) {
  using Response = v1::DrainWorkerResponse;
  const Reply<Response> reply(context, *request, response);
  FinishByDeciding<Response>(
      deciding_, reply, [=](Decider& decider, Now now) -> absl::StatusOr<Response> {
        const std::string_view name = request->name();
        const bool has_prefix = name.starts_with(kPrefix);
        const std::string worker(name.substr(has_prefix ? kPrefix.size() : 0));
        if (!has_prefix || !IsWorkerId(worker)) {
          return absl::InvalidArgumentError(fmt::format(
              "'{}' is no worker; name one as workers/NAME", request->name().substr(0, 100)));
        }
        RETURN_IF_ERROR(decider.DrainWorker(worker, now));
        return Response();
      });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkerService(DecidingThread& deciding,
                                                 const StatusReader& status, WorkPool& query_pool) {
  return std::make_unique<WorkerService>(deciding, status, query_pool);
}

}  // namespace rung
