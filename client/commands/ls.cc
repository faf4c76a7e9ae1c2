#include "client/commands/commands.h"
#include "client/render/search_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {

void AddLs(Program& program) {
  Verb verb =
      program.AddVerb("ls", "List the searches, newest first", "rung ls -o csv > searches.csv");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program]() -> absl::StatusOr<int> {
    Session session(program.settings().coordinator);
    ASSIGN_OR_RETURN(const std::vector<v1::Search> searches, session.ListSearches());
    return ShowAnswer(SearchesAnswer(searches), program.settings().format);
  });
}

}  // namespace rung
