#include "client/commands/commands.h"
#include "client/render/names.h"
#include "client/render/search_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> Show(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  ASSIGN_OR_RETURN(const std::vector<v1::Attempt> attempts,
                   session.ListLostOrFailedAttempts(ShortName(search.name())));
  return ShowAnswer(SearchAnswer(search, attempts), settings.format);
}

}  // namespace

void AddShow(Program& program) {
  Verb verb = program.AddVerb(
      "show", "Show a search: its state, each rung, its cost, lost and failed attempts",
      "rung show flowers");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search] { return Show(program.settings(), *search); });
}

}  // namespace rung
