#include "client/commands/commands.h"
#include "client/render/names.h"
#include "client/render/text.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> Remove(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  v1::DeleteSearchRequest request;
  request.set_name(search.name());
  RETURN_IF_ERROR(
      session.Call(session.searches(), &v1::SearchService::StubInterface::DeleteSearch, request)
          .status());
  PrintNote("removed " + EscapeControls(ShortName(search.name())) + '\n');
  return kExitSuccess;
}

}  // namespace

void AddRm(Program& program) {
  CLI::App* verb =
      AddVerb(program.app, "rm", "Remove a search that has ended, and all that was recorded of it",
              "rung rm flowers");
  auto search = std::make_shared<std::string>();
  verb->add_option("SEARCH", *search, "The search, or the beginning of its name")
      ->required()
      ->type_name("");
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, search] { return Remove(program.settings, *search); });
}

}  // namespace rung
