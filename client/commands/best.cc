#include "client/commands/commands.h"
#include "client/follow_to_end.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {

void AddBest(Program& program) {
  Verb verb = program.AddVerb(
      "best", "Show a search's best trials with their scores on all parts of the data",
      "rung best flowers -o json");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search]() -> absl::StatusOr<int> {
    Session session(program.settings().coordinator);
    ASSIGN_OR_RETURN(const v1::Search found, session.FindSearch(*search));
    return ShowBest(session, found, program.settings().format);
  });
}

}  // namespace rung
