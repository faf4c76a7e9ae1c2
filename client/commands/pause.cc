#include "client/commands/commands.h"
#include "client/move_search.h"

namespace rung {

void AddPause(Program& program) {
  AddMoveVerb(program, "pause",
              "Lend no further task of a search until it is resumed; running ones go on",
              &Session::PauseSearch);
}

}  // namespace rung
