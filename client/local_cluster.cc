#include "client/local_cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "client/find_program.h"
#include "client/interrupt.h"
#include "client/render/text.h"
#include "client/terminal.h"
#include "common/status_macros.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kGrace{10};
constexpr std::chrono::seconds kStartDeadline{60};
constexpr std::chrono::milliseconds kStartPause{1};

std::string DeathText(const std::string& name, const ChildProcess& process) {
  return fmt::format("{} ended with {}; it wrote last:\n{}", name, process.EndText(),
                     process.LogTail());
}

bool IsThere(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

LocalCluster::LocalCluster(PrivateFolder folder)
    : folder_(std::move(folder)), socket_(folder_.File("socket")) {}

absl::StatusOr<std::unique_ptr<LocalCluster>> LocalCluster::Start(const std::string& database,
                                                                  int worker_count,
                                                                  const std::stop_token& stop) {
  ASSIGN_OR_RETURN(PrivateFolder folder, PrivateFolder::Make());
  std::unique_ptr<LocalCluster> cluster(new LocalCluster(std::move(folder)));
  RETURN_IF_ERROR(cluster->StartCoordinator(database, stop));
  RETURN_IF_ERROR(cluster->StartWorkers(worker_count));
  return cluster;
}

absl::Status LocalCluster::StartCoordinator(const std::string& database,
                                            const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const std::string program, FindProgram("rung-coordinator"));
  ASSIGN_OR_RETURN(
      ChildProcess process,
      ChildProcess::Start(program, {"--db", database, "--listen", address(), "--exit-with-parent"},
                          folder_.File("coordinator.log")));
  coordinator_.push_back(std::move(process));
  const Clock::time_point deadline = Clock::now() + kStartDeadline;
  while (!IsThere(socket_)) {
    RETURN_IF_ERROR(Check());
    if (Clock::now() > deadline) {
      return absl::UnavailableError(
          "the coordinator did not start within a minute; it wrote last:\n" +
          coordinator_.front().LogTail());
    }
    if (WaitOrStop(kStartPause, stop)) return absl::CancelledError("interrupted");
  }
  return absl::OkStatus();
}

absl::Status LocalCluster::StartWorkers(int count) {
  ASSIGN_OR_RETURN(const std::string program, FindProgram("rung-worker"));
  for (int number = 1; number <= count; ++number) {
    const std::string name = fmt::format("local-{}", number);
    ASSIGN_OR_RETURN(ChildProcess process,
                     ChildProcess::Start(program,
                                         {"--coordinator", address(), "--name", name, "--cache",
                                          folder_.File("cache"), "--exit-with-parent"},
                                         folder_.File(name + ".log")));
    workers_.push_back({.name = name, .process = std::move(process)});
  }
  return absl::OkStatus();
}

absl::Status LocalCluster::Check() {
  if (!coordinator_.front().IsRunning()) {
    return absl::UnavailableError(DeathText("the coordinator", coordinator_.front()));
  }
  for (Worker& worker : workers_) {
    if (worker.is_dead || worker.process.IsRunning()) continue;
    worker.is_dead = true;
    PrintNote(EscapeLines(DeathText(worker.name, worker.process)) + '\n');
  }
  const bool has_live_worker =
      workers_.empty() || std::ranges::any_of(workers_, [](const Worker& w) { return !w.is_dead; });
  return has_live_worker ? absl::OkStatus() : absl::UnavailableError("all workers have ended");
}

LocalCluster::~LocalCluster() {
  for (Worker& worker : workers_) worker.process.Terminate();
  const Clock::time_point deadline = Clock::now() + kGrace;
  for (Worker& worker : workers_) worker.process.WaitOrKill(deadline);
  for (ChildProcess& process : coordinator_) {
    process.Terminate();
    process.WaitOrKill(Clock::now() + kGrace);
  }
}

}  // namespace rung
