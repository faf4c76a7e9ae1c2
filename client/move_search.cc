#include "client/move_search.h"

#include <memory>

#include "client/render/names.h"
#include "client/result.h"
#include "common/escape.h"
#include "common/spec/enum_names.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// A search and the state it is in now.
Answer StateAnswer(const v1::Search& search) {
  const std::string name = ShortName(search.name());
  const std::string state = EnumName(search.state());
  Answer answer = ListingAnswer("searches", {{{"search", ListingStyle::kText, true, ""},
                                              {"state", ListingStyle::kText, true, ""}},
                                             {{name, state}}});
  answer.json = answer.lines.front();
  answer.text = EscapeControls(name) + ": " + state + '\n';
  return answer;
}

}  // namespace

void AddMoveVerb(Program& program, const std::string& name, const std::string& description,
                 absl::StatusOr<v1::Search> (Session::*move)(std::string_view search)) {
  Verb verb = program.AddVerb(name, description, "rung " + name + " flowers");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search, move]() -> absl::StatusOr<int> {
    Session session(program.settings().coordinator);
    ASSIGN_OR_RETURN(const v1::Search found, session.FindSearch(*search));
    ASSIGN_OR_RETURN(const v1::Search moved, (session.*move)(ShortName(found.name())));
    return ShowAnswer(StateAnswer(moved), program.settings().format);
  });
}

}  // namespace rung
