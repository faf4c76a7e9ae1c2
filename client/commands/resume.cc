#include "client/commands/commands.h"
#include "client/move_search.h"

namespace rung {

void AddResume(Program& program) {
  AddMoveVerb(program, "resume", "Take back a pause", &Session::ResumeSearch);
}

}  // namespace rung
