#include "client/commands/commands.h"
#include "client/follow_to_end.h"
#include "client/interrupt.h"
#include "client/missing_workers.h"
#include "client/session.h"
#include "common/search_end.h"
#include "common/status_macros.h"

namespace rung {

void AddWatch(Program& program) {
  Verb verb = program.AddVerb("watch", "Follow a search to its end; Ctrl-C leaves it running",
                              "rung watch flowers");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search]() -> absl::StatusOr<int> {
    const Interrupt interrupt;
    Session session(program.settings().coordinator, interrupt.token());
    ASSIGN_OR_RETURN(const v1::Search found, session.FindSearch(*search));
    if (!HasEnded(found.state())) NoteMissingWorkers(session);
    return FollowDetachably(session, found, program.settings().format);
  });
}

}  // namespace rung
