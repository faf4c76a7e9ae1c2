#include "client/commands/commands.h"
#include "client/render/cluster_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {

void AddWorkers(Program& program) {
  Verb verb = program.AddVerb("workers", "List the workers and what each does", "rung workers");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program]() -> absl::StatusOr<int> {
    Session session(program.settings().coordinator);
    ASSIGN_OR_RETURN(const std::vector<v1::Worker> workers, session.ListWorkers());
    return ShowAnswer(WorkersAnswer(workers), program.settings().format);
  });
}

}  // namespace rung
