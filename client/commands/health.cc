#include <string>

#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/result.h"
#include "client/session.h"
#include "client/terminal.h"
#include "common/escape.h"
#include "common/status_macros.h"

namespace rung {

void AddHealth(Program& program) {
  Verb verb = program.AddVerb(
      "health",
      "Ask whether the coordinator takes work, for programs that watch it: exits with 0 if it "
      "does, with 1 and the reason if not, with 3 where none answers",
      "rung health --coordinator unix:/run/rung/socket");
  program.AddAddressOption(verb);
  verb.SetAction([&program]() -> absl::StatusOr<int> {
    Session session(program.settings().coordinator);
    ASSIGN_OR_RETURN(const bool is_serving, session.IsServing());
    if (is_serving) return ShowText("serving\n");
    ASSIGN_OR_RETURN(const v1::Coordinator coordinator, session.GetCoordinator());
    if (coordinator.trouble().empty()) return ShowText("serving\n");  // since a moment ago
    PrintNote("takes no work: " + EscapeControls(coordinator.trouble()) + '\n');
    return kExitFailed;
  });
}

}  // namespace rung
