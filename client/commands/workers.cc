#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/render/cluster_view.h"
#include "client/result.h"
#include "client/session.h"
#include "client/terminal.h"
#include "common/escape.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> ListWorkers(const Settings& settings) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const std::vector<v1::Worker> workers, session.ListWorkers());
  return ShowAnswer(WorkersAnswer(workers), settings.format);
}

absl::StatusOr<int> Drain(const Settings& settings, const std::vector<std::string>& workers) {
  Session session(settings.coordinator);
  for (const std::string& worker : workers) {
    RETURN_IF_ERROR(session.DrainWorker(worker));
    PrintNote(EscapeControls(worker) + " finishes its task and ends\n");
  }
  return kExitSuccess;
}

void AddWorkersDrain(Program& program, Verb& workers) {
  Verb verb = workers.AddVerb("drain", "Let workers finish their tasks and end",
                              "rung workers drain lab-3");
  auto names = std::make_shared<std::vector<std::string>>();
  verb.AddRequired("WORKER", *names, "The workers' names");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, names] { return Drain(program.settings(), *names); });
}

}  // namespace

void AddWorkers(Program& program) {
  Verb verb = program.AddVerb("workers", "List the workers and what each does, or drain some",
                              "rung workers");
  program.AddCoordinatorOptions(verb);
  AddWorkersDrain(program, verb);
  verb.SetAction([&program] { return ListWorkers(program.settings()); });
}

}  // namespace rung
