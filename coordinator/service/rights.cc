#include "coordinator/service/rights.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace rung {
namespace {

enum class Callers { kWorkers, kClients, kBoth };

struct Row {
  std::string_view method;
  Callers callers;
};

constexpr Row kTable[] = {
    {"/rung.v1.TaskService/StartSession", Callers::kWorkers},
    {"/rung.v1.TaskService/LeaseTask", Callers::kWorkers},
    {"/rung.v1.TaskService/RenewLease", Callers::kWorkers},
    {"/rung.v1.TaskService/CompleteTask", Callers::kWorkers},
    {"/rung.v1.TaskService/ReturnTask", Callers::kWorkers},
    {"/rung.v1.TaskService/DrainSession", Callers::kWorkers},
    {"/rung.v1.TaskService/EndSession", Callers::kWorkers},

    // Data from clients to workers, checkpoints between workers, models to clients: by digest,
    // which a worker knows of its tasks alone.
    {"/rung.v1.BlobService/PutBlob", Callers::kBoth},
    {"/rung.v1.BlobService/GetBlob", Callers::kBoth},

    {"/rung.v1.DataSetService/CreateDataSet", Callers::kClients},
    {"/rung.v1.DataSetService/GetDataSet", Callers::kClients},
    {"/rung.v1.DataSetService/ListDataSets", Callers::kClients},
    {"/rung.v1.DataSetService/DeleteDataSet", Callers::kClients},

    {"/rung.v1.SearchService/CreateSearch", Callers::kClients},
    {"/rung.v1.SearchService/GetSearch", Callers::kClients},
    {"/rung.v1.SearchService/ListSearches", Callers::kClients},
    {"/rung.v1.SearchService/DeleteSearch", Callers::kClients},
    {"/rung.v1.SearchService/PauseSearch", Callers::kClients},
    {"/rung.v1.SearchService/ResumeSearch", Callers::kClients},
    {"/rung.v1.SearchService/StopSearch", Callers::kClients},
    {"/rung.v1.SearchService/CancelSearch", Callers::kClients},
    {"/rung.v1.SearchService/ListBestTrials", Callers::kClients},
    {"/rung.v1.SearchService/ListTrials", Callers::kClients},
    {"/rung.v1.SearchService/GetTrial", Callers::kClients},
    {"/rung.v1.SearchService/GetModel", Callers::kClients},
    {"/rung.v1.SearchService/ListEpochs", Callers::kClients},
    {"/rung.v1.SearchService/ListAttempts", Callers::kClients},
    {"/rung.v1.SearchService/CompareHyperparameter", Callers::kClients},

    {"/rung.v1.CoordinatorService/GetCoordinator", Callers::kClients},

    {"/rung.v1.WorkerService/ListWorkers", Callers::kClients},
    {"/rung.v1.WorkerService/DrainWorker", Callers::kClients},

    {"/grpc.health.v1.Health/Check", Callers::kBoth},
    {"/grpc.health.v1.Health/Watch", Callers::kBoth},
    {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Callers::kClients},
};

const Row* Find(std::string_view method) {
  const Row* const found = std::ranges::find(kTable, method, &Row::method);
  return found == std::end(kTable) ? nullptr : found;
}

bool Includes(Callers callers, Role role) {
  if (role == Role::kWorker) return callers != Callers::kClients;
  return role == Role::kClient && callers != Callers::kWorkers;
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
  const std::string_view wanted = row->callers == Callers::kWorkers ? "worker" : "client";
  return absl::PermissionDeniedError(
      fmt::format("these are the credentials of {}; {} takes a {}'s, see `rung certs {} --help`",
                  PeerText(peer), name, wanted, wanted));
}

}  // namespace rung
