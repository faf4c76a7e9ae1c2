#include "client/commands/commands.h"
#include "client/move_search.h"

namespace rung {

void AddCancel(Program& program) {
  AddMoveVerb(program, "cancel", "End a search at once; running tasks are dropped",
              &Session::CancelSearch);
}

}  // namespace rung
