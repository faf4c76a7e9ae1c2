#include "client/commands/commands.h"
#include "client/paging.h"
#include "client/render/cluster_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {

void AddWorkers(Program& program) {
  CLI::App* verb =
      AddVerb(program.app, "workers", "List the workers and what each does", "rung workers");
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program]() -> absl::StatusOr<int> {
    Session session(program.settings.coordinator);
    ASSIGN_OR_RETURN(const std::vector<v1::Worker> workers,
                     ReadPages<v1::Worker>(session, session.workers(),
                                           &v1::WorkerService::StubInterface::ListWorkers,
                                           v1::ListWorkersRequest(),
                                           [](auto& page) { return page.mutable_workers(); }));
    return ShowAnswer(WorkersAnswer(workers), program.settings.format);
  });
}

}  // namespace rung
