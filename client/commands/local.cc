#include <fmt/format.h>

#include "client/commands/commands.h"
#include "client/follow_to_end.h"
#include "client/interrupt.h"
#include "client/launch.h"
#include "client/local_cluster.h"
#include "client/render/receipt.h"
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

// The search of that name that the database holds, going on.
absl::StatusOr<v1::Search> ResumeSearch(Session& session, const std::string& name) {
  ASSIGN_OR_RETURN(const v1::Search search, session.GetSearch(name));
  return search.state() == v1::Search::PAUSED ? session.ResumeSearch(name) : search;
}

// Says what can be done about a search of that name.
absl::Status NameTaken(Session& session, const std::string& name, const std::string& database) {
  const absl::StatusOr<v1::Search> search = session.GetSearch(name);
  const bool may_go_on = search.ok() && !HasEnded(search->state());
  return absl::AlreadyExistsError(
      fmt::format("{} holds a search '{}' {}; {}give this one another name by --name", database,
                  name, may_go_on ? "that has not ended" : "already",
                  may_go_on ? "go on with it by --resume, or " : ""));
}

absl::StatusOr<v1::Search> Begin(Session& session, const Launch& launch,
                                 const LocalOptions& options) {
  const std::string& name = launch.spec.name();
  if (options.resumes) return ResumeSearch(session, name);
  absl::StatusOr<v1::Search> search = StartSearch(session, launch);
  return absl::IsAlreadyExists(search.status()) ? NameTaken(session, name, options.database)
                                                : search;
}

absl::StatusOr<int> BeginAndFollow(LocalCluster& cluster, const Launch& launch,
                                   const LocalOptions& options, const Settings& settings,
                                   const std::stop_token& stop) {
  Session session(cluster.address(), stop);
  RETURN_IF_ERROR(WaitUntilReady(session, cluster));
  ASSIGN_OR_RETURN(const v1::Search search, Begin(session, launch, options));
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

absl::Status Interrupted(const LocalOptions& options) {
  const LaunchOptions& launch = options.launch;
  return absl::CancelledError(
      fmt::format("interrupted; all that was finished is in {0}. Go on with `rung local {1}{2} "
                  "--workers {3} --db {0} --resume`",
                  options.database, launch.spec_path,
                  launch.name ? " --name " + *launch.name : std::string(), options.worker_count));
}

absl::StatusOr<int> Local(const Settings& settings, LocalOptions options) {
  const Interrupt interrupt;
  ASSIGN_OR_RETURN(const Launch launch, LoadLaunch(options.launch));
  if (options.database.empty()) options.database = launch.spec.name() + ".db";
  absl::StatusOr<std::unique_ptr<LocalCluster>> cluster =
      LocalCluster::Start(options.database, options.worker_count, interrupt.token());
  if (absl::IsCancelled(cluster.status())) return Interrupted(options);
  if (!cluster.ok()) return cluster.status();
  absl::StatusOr<int> exit_code =
      RunOnCluster(**cluster, launch, options, settings, interrupt.token());
  return absl::IsCancelled(exit_code.status()) ? Interrupted(options) : exit_code;
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
