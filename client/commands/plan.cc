#include "coordinator/schedule/plan.h"

#include "client/commands/commands.h"
#include "client/launch.h"
#include "client/render/plan_view.h"
#include "client/result.h"
#include "common/status_macros.h"

namespace rung {

void AddPlan(Program& program) {
  Verb verb = program.AddVerb(
      "plan", "Show the rungs of a search file and what they cost; no coordinator needed",
      "rung plan flowers.txtpb");
  auto options = std::make_shared<LaunchOptions>();
  verb.AddRequired("SPEC", options->spec_path, "The search file");
  program.AddOutputOption(verb);
  verb.SetAction([&program, options]() -> absl::StatusOr<int> {
    ASSIGN_OR_RETURN(const Launch launch, LoadLaunch(*options));
    ASSIGN_OR_RETURN(const Plan plan, PlanSearch(launch.spec));
    return ShowAnswer(PlanAnswer(plan), program.settings().format);
  });
}

}  // namespace rung
