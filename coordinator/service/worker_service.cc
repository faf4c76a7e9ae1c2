#include "coordinator/service/worker_service.h"

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

constexpr int kUsualPageSize = 100;
constexpr std::string_view kPrefix = "workers/";

std::string IdOf(const v1::Worker& worker) { return worker.name().substr(kPrefix.size()); }

class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  WorkerService(ReaderPool& readers, const WorkerPulse& pulse, WorkPool& query_pool,
                MonotonicDuration lease_duration)
      : readers_(readers),
        pulse_(pulse),
        query_pool_(query_pool),
        lease_duration_(lease_duration) {}

  grpc::ServerUnaryReactor* ListWorkers(grpc::CallbackServerContext* context,
                                        const v1::ListWorkersRequest* request,
                                        v1::ListWorkersResponse* response) override;

 private:
  ReaderPool& readers_;
  const WorkerPulse& pulse_;
  WorkPool& query_pool_;
  const MonotonicDuration lease_duration_;
};

grpc::ServerUnaryReactor* WorkerService::ListWorkers(grpc::CallbackServerContext* context,
                                                     const v1::ListWorkersRequest* request,
                                                     v1::ListWorkersResponse* response) {
  using Response = v1::ListWorkersResponse;
  const Reply<Response> reply(context, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kUsualPageSize));
    ASSIGN_OR_RETURN(auto workers, readers_.Take()->ListWorkers(request->page_token(), size));
    const MonotonicTime now = std::chrono::steady_clock::now();
    Response answer;
    for (v1::Worker& worker : workers) {
      const auto heard = pulse_.LastHeard(IdOf(worker));
      const bool is_silent = !heard || now - *heard > lease_duration_;
      worker.set_silent_seconds(heard ? std::chrono::duration<double>(now - *heard).count() : -1);
      worker.set_state(is_silent                  ? v1::Worker::SILENT
                       : worker.attempt().empty() ? v1::Worker::IDLE
                                                  : v1::Worker::BUSY);
      *answer.add_workers() = std::move(worker);
    }
    if (answer.workers_size() == size) {
      answer.set_next_page_token(IdOf(*answer.workers().rbegin()));
    }
    return answer;
  });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkerService(ReaderPool& readers, const WorkerPulse& pulse,
                                                 WorkPool& query_pool,
                                                 MonotonicDuration lease_duration) {
  return std::make_unique<WorkerService>(readers, pulse, query_pool, lease_duration);
}

}  // namespace rung
