#include "coordinator/service/rights.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace rung {
namespace {

enum class CallingRoles { kWorkers, kClients, kBoth };

struct Row {
  std::string_view method;
  CallingRoles callers;
};

constexpr Row kTable[] = {
    {"/rung.v1.TaskService/StartSession", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/LeaseTask", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/RenewLease", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/CompleteTask", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/ReturnTask", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/DrainSession", CallingRoles::kWorkers},
    {"/rung.v1.TaskService/EndSession", CallingRoles::kWorkers},

    // Data from clients to workers, checkpoints between workers, models to clients: by digest,
    // which a worker knows of its tasks alone.
    {"/rung.v1.BlobService/PutBlob", CallingRoles::kBoth},
    {"/rung.v1.BlobService/GetBlob", CallingRoles::kBoth},

    {"/rung.v1.DataSetService/CreateDataSet", CallingRoles::kClients},
    {"/rung.v1.DataSetService/GetDataSet", CallingRoles::kClients},
    {"/rung.v1.DataSetService/ListDataSets", CallingRoles::kClients},
    {"/rung.v1.DataSetService/DeleteDataSet", CallingRoles::kClients},

    {"/rung.v1.SearchService/CreateSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/GetSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/ListSearches", CallingRoles::kClients},
    {"/rung.v1.SearchService/DeleteSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/PauseSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/ResumeSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/StopSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/CancelSearch", CallingRoles::kClients},
    {"/rung.v1.SearchService/ListBestTrials", CallingRoles::kClients},
    {"/rung.v1.SearchService/ListTrials", CallingRoles::kClients},
    {"/rung.v1.SearchService/GetTrial", CallingRoles::kClients},
    {"/rung.v1.SearchService/GetModel", CallingRoles::kClients},
    {"/rung.v1.SearchService/ListEpochs", CallingRoles::kClients},
    {"/rung.v1.SearchService/ListAttempts", CallingRoles::kClients},
    {"/rung.v1.SearchService/CompareHyperparameter", CallingRoles::kClients},

    {"/rung.v1.CoordinatorService/GetCoordinator", CallingRoles::kClients},

    {"/rung.v1.WorkerService/ListWorkers", CallingRoles::kClients},
    {"/rung.v1.WorkerService/DrainWorker", CallingRoles::kClients},

    {"/grpc.health.v1.Health/Check", CallingRoles::kBoth},
    {"/grpc.health.v1.Health/Watch", CallingRoles::kBoth},
    {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", CallingRoles::kClients},
};

const Row* Find(std::string_view method) {
  const Row* const found = std::ranges::find(kTable, method, &Row::method);
  return found == std::end(kTable) ? nullptr : found;
}

bool Includes(CallingRoles callers, Role role) {
  if (role == Role::kWorker) return callers != CallingRoles::kClients;
  return role == Role::kClient && callers != CallingRoles::kWorkers;
}

}  // namespace

bool HasRights(std::string_view method) { return Find(method) != nullptr; }

absl::Status CheckRight(const Peer& peer, std::string_view method) {
  const Row* const row = Find(method);
  if (row != nullptr && Includes(row->callers, peer.role)) return absl::OkStatus();
  const std::string_view name = method.substr(method.rfind('/') + 1);
  if (row == nullptr) {
    return absl::PermissionDeniedError(fmt::format("nobody may call {} over TLS", name));
  }
  const std::string_view wanted = row->callers == CallingRoles::kWorkers ? "worker" : "client";
  return absl::PermissionDeniedError(
      fmt::format("these are the credentials of {}; {} takes a {}'s, see `rung certs {} --help`",
                  PeerText(peer), name, wanted, wanted));
}

}  // namespace rung
