#include "coordinator/service/coordinator_service.h"

#include <chrono>

#include "common/status_macros.h"
#include "common/version.h"
#include "coordinator/service/reply.h"
#include "coordinator/store/times.h"
#include "rung/v1/coordinator.grpc.pb.h"

namespace rung {
namespace {

absl::StatusOr<v1::Coordinator> Describe(const StatusReader& status) {
  const std::int64_t wall_us = std::chrono::duration_cast<std::chrono::microseconds>(
                                   std::chrono::system_clock::now().time_since_epoch())
                                   .count();
  ASSIGN_OR_RETURN(const Activity activity,
                   status.ReadActivity(std::chrono::steady_clock::now(), wall_us));
  const Footprint footprint = status.ReadFootprint();
  v1::Coordinator coordinator;
  coordinator.set_version(std::string(Version()));
  *coordinator.mutable_time() = TimestampOf(wall_us);
  coordinator.set_trouble(std::string(status.Health().message()));
  coordinator.set_waiting_task_count(activity.waiting_tasks);
  coordinator.set_running_task_count(activity.held_leases + activity.overdue_leases);
  coordinator.set_database_bytes(footprint.database);
  coordinator.set_blob_bytes(footprint.blobs);
  coordinator.set_disk_free_bytes(footprint.disk_free);
  coordinator.set_disk_size_bytes(footprint.disk);
  coordinator.set_memory_bytes(footprint.resident_memory);
  return coordinator;
}

class CoordinatorService final : public v1::CoordinatorService::CallbackService {
 public:
  CoordinatorService(const StatusReader& status, WorkPool& query_pool)
      : status_(status), query_pool_(query_pool) {}

  grpc::ServerUnaryReactor* GetCoordinator(grpc::CallbackServerContext* context,
                                           const v1::GetCoordinatorRequest* request,
                                           v1::Coordinator* response) override {
    const Reply<v1::Coordinator> reply(context, *request, response);
    FinishOnPool<v1::Coordinator>(query_pool_, reply, [this] { return Describe(status_); });
    return reply.reactor();
  }

 private:
  const StatusReader& status_;
  WorkPool& query_pool_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCoordinatorService(const StatusReader& status,
                                                      WorkPool& query_pool) {
  return std::make_unique<CoordinatorService>(status, query_pool);
}

}  // namespace rung
