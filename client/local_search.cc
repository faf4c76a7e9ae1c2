#include "client/local_search.h"

#include <fmt/format.h>

#include "client/render/text.h"
#include "client/spec_difference.h"
#include "common/resource_names.h"
#include "common/search_end.h"
#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// Refuses to go on with a search that the file and the flags do not describe.
absl::Status CheckIsTheSame(const v1::Search& search, const Launch& launch,
                            const std::string& database) {
  std::string difference = SpecDifference(search.spec(), launch.spec);
  if (difference.empty() && launch.csv) {
    const absl::StatusOr<std::string> digest = Sha256HexOfFile(launch.csv->path());
    const bool is_other = digest.ok() && DataSetName(*digest) != search.data_set();
    if (is_other) difference = fmt::format("{} holds other data", launch.files.path);
  }
  if (difference.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      fmt::format("{} holds a search '{}' that was started otherwise ({}); go on with it by the "
                  "file and flags it was started with, or give this one another name by --name",
                  database, launch.spec.name(), difference));
}

std::string CoordinatorCommand(const std::string& database) {
  return fmt::format("rung-coordinator --db {} &", ShellQuoted(database));
}

std::string CompareCommand(const std::string& name) {
  return fmt::format("rung compare {} learning_rate", name);
}

// Says what can be done about a search of that name.
absl::Status NameTaken(Session& session, const std::string& name, const std::string& database) {
  const absl::StatusOr<v1::Search> search = session.GetSearch(name);
  const bool may_go_on = search.ok() && !HasEnded(search->state());
  const std::string way = may_go_on
                              ? "go on with it by --resume"
                              : fmt::format("ask about it with `{}`, then `{}`",
                                            CoordinatorCommand(database), CompareCommand(name));
  return absl::AlreadyExistsError(
      fmt::format("{} holds a search '{}' {}; {}, or give this one another name by --name",
                  database, name, may_go_on ? "that has not ended" : "already", way));
}

}  // namespace

absl::StatusOr<v1::Search> StartLocalSearch(Session& session, const Launch& launch,
                                            const std::string& database) {
  const absl::StatusOr<v1::Search> search = StartSearch(session, launch);
  return absl::IsAlreadyExists(search.status()) ? NameTaken(session, launch.spec.name(), database)
                                                : search;
}

absl::StatusOr<v1::Search> ResumeLocalSearch(Session& session, const Launch& launch,
                                             const std::string& database) {
  const std::string& name = launch.spec.name();
  ASSIGN_OR_RETURN(const v1::Search search, session.GetSearch(name));
  RETURN_IF_ERROR(CheckIsTheSame(search, launch, database));
  return search.state() == v1::Search::PAUSED ? session.ResumeSearch(name) : search;
}

std::string AskMoreText(const std::string& database, const std::string& search) {
  return EscapeLines(fmt::format("all of it is in {}; ask more with\n  {}\n  {}\n", database,
                                 CoordinatorCommand(database), CompareCommand(search)));
}

}  // namespace rung
