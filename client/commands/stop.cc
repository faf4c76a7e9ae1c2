#include "client/commands/commands.h"
#include "client/move_search.h"

namespace rung {

void AddStop(Program& program) {
  AddMoveVerb(program, "stop",
              "End a search early: running tasks finish, then the finalists are scored",
              &Session::StopSearch);
}

}  // namespace rung
