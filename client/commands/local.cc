#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "client/commands/commands.h"
#include "client/follow_to_end.h"
#include "client/interrupt.h"
#include "client/launch.h"
#include "client/local_cluster.h"
#include "client/local_search.h"
#include "client/render/text.h"
#include "client/send_data.h"
#include "client/session.h"
#include "client/terminal.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr int kMostWorkers = 1024;

struct LocalOptions {
  LaunchOptions launch;
  int worker_count = 1;
  std::string database;
  bool resumes = false;
};

// Waits until the coordinator answers.
absl::Status WaitUntilReady(Session& session, LocalCluster& cluster) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  absl::StatusOr<std::vector<v1::Search>> searches = session.ListSearches();
  while (!searches.ok() && std::chrono::steady_clock::now() < deadline) {
    RETURN_IF_ERROR(cluster.Check());
    if (WaitOrStop(std::chrono::milliseconds(50), session.stop())) {
      return absl::CancelledError("interrupted");
    }
    searches = session.ListSearches();
  }
  return searches.status();
}

absl::StatusOr<int> BeginAndFollow(LocalCluster& cluster, const Launch& launch,
                                   const LocalOptions& options, const Settings& settings,
                                   const std::stop_token& stop) {
  Session session({.address = cluster.address()}, stop);
  RETURN_IF_ERROR(WaitUntilReady(session, cluster));
  ASSIGN_OR_RETURN(const v1::Search search,
                   options.resumes ? ResumeLocalSearch(session, launch, options.database)
                                   : StartLocalSearch(session, launch, options.database));
  return FollowToEnd(session, search, settings.format, [&cluster] { return cluster.Check(); });
}

// Where calls failed because a child has died, that is what there is to say.
absl::StatusOr<int> RunOnCluster(LocalCluster& cluster, const Launch& launch,
                                 const LocalOptions& options, const Settings& settings,
                                 const std::stop_token& stop) {
  absl::StatusOr<int> exit_code = BeginAndFollow(cluster, launch, options, settings, stop);
  if (absl::IsUnavailable(exit_code.status())) RETURN_IF_ERROR(cluster.Check());
  if (absl::IsCancelled(exit_code.status())) PrintNote("ending the workers\n");
  return exit_code;
}

std::string ResumeCommand(const LocalOptions& options) {
  const LaunchOptions& launch = options.launch;
  std::string command = "rung local " + ShellQuoted(launch.spec_path);
  if (launch.name) command += " --name " + ShellQuoted(*launch.name);
  if (launch.seed) command += fmt::format(" --seed {}", *launch.seed);
  if (launch.split_seed) command += fmt::format(" --split-seed {}", *launch.split_seed);
  return fmt::format("{} --workers {} --db {} --resume", command, options.worker_count,
                     ShellQuoted(options.database));
}

absl::Status Interrupted(const LocalOptions& options) {
  return absl::CancelledError(
      fmt::format("interrupted; all that was finished is in {}. Go on with `{}`", options.database,
                  ResumeCommand(options)));
}

// All that can be found wrong before a database is made.
absl::Status CheckBefore(const LocalOptions& options, Launch& launch) {
  if (!options.resumes) {
    RETURN_IF_ERROR(CheckData(launch));
    launch.is_checked = true;
    return absl::OkStatus();
  }
  std::error_code error;
  if (std::filesystem::exists(options.database, error)) return absl::OkStatus();
  return absl::NotFoundError(
      fmt::format("there is no database {} with a search to go on with; give it by --db, or leave "
                  "out --resume to start anew",
                  options.database));
}

absl::StatusOr<int> Local(const Settings& settings, LocalOptions options) {
  const Interrupt interrupt;
  ASSIGN_OR_RETURN(Launch launch, LoadLaunch(options.launch));
  if (options.database.empty()) options.database = launch.spec.name() + ".db";
  const absl::Status opened = OpenData(launch, interrupt.token());
  // A search that goes on has its data already.
  const bool may_lack_data = options.resumes && !absl::IsCancelled(opened);
  if (!opened.ok() && !may_lack_data) return opened;
  RETURN_IF_ERROR(CheckBefore(options, launch));
  absl::StatusOr<std::unique_ptr<LocalCluster>> cluster =
      LocalCluster::Start(options.database, options.worker_count, interrupt.token());
  if (absl::IsCancelled(cluster.status())) return Interrupted(options);
  if (!cluster.ok()) return cluster.status();
  absl::StatusOr<int> exit_code =
      RunOnCluster(**cluster, launch, options, settings, interrupt.token());
  if (absl::IsCancelled(exit_code.status())) return Interrupted(options);
  if (!exit_code.ok()) return exit_code;
  PrintNote(AskMoreText(options.database, launch.spec.name()));
  return exit_code;
}

}  // namespace

void AddLocal(Program& program) {
  Verb verb = program.AddVerb(
      "local", "Run a search on this machine alone, with its own coordinator and workers",
      "rung local flowers.txtpb --workers 4");
  auto options = std::make_shared<LocalOptions>();
  AddLaunchOptions(verb, options->launch);
  verb.AddOption("--workers", options->worker_count, 1, kMostWorkers,
                 "Workers to start; each uses one core");
  verb.AddOption("--db", options->database,
                 "The database file; default: NAME.db in the working directory");
  verb.AddFlag("--resume", options->resumes, "Go on with the search of that name in the database");
  program.AddOutputOption(verb);
  verb.SetAction([&program, options] { return Local(program.settings(), *options); });
}

}  // namespace rung
