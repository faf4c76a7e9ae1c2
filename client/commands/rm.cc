#include "client/commands/commands.h"
#include "client/render/names.h"
#include "client/result.h"
#include "client/session.h"
#include "common/escape.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> RemoveSearch(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  const std::string name = ShortName(search.name());
  RETURN_IF_ERROR(session.DeleteSearch(name));
  PrintNote("removed " + EscapeControls(name) + '\n');
  return kExitSuccess;
}

}  // namespace

void AddRm(Program& program) {
  Verb verb = program.AddVerb(
      "rm", "Remove a search that has ended, and all that was recorded of it", "rung rm flowers");
  auto search = std::make_shared<std::string>();
  verb.AddRequired("SEARCH", *search, "The search, or the beginning of its name");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search] { return RemoveSearch(program.settings(), *search); });
}

}  // namespace rung
