#pragma once

#include <string>

#include "client/exit_code.h"
#include "client/program.h"
#include "client/render/names.h"
#include "client/render/text.h"
#include "client/result.h"
#include "client/session.h"
#include "common/spec/enum_names.h"
#include "common/status_macros.h"

namespace rung {

// A search and the state it is in now.
inline Answer StateAnswer(const v1::Search& search) {
  const std::string name = ShortName(search.name());
  const std::string state = EnumName(search.state());
  Answer answer = ListingAnswer("searches", {{{"search", ListingStyle::kText, true, ""},
                                              {"state", ListingStyle::kText, true, ""}},
                                             {{name, state}}});
  answer.json = answer.lines.front();
  answer.text = EscapeControls(name) + ": " + state + '\n';
  return answer;
}

// Adds a verb that moves a search to another state by one call.
template <typename Request>
void AddMoveVerb(Program& program, const std::string& name, const std::string& description,
                 grpc::Status (v1::SearchService::StubInterface::*method)(grpc::ClientContext*,
                                                                          const Request&,
                                                                          v1::Search*)) {
  CLI::App* verb = AddVerb(program.app, name, description, "rung " + name + " flowers");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, search, method]() -> absl::StatusOr<int> {
    Session session(program.settings.coordinator);
    ASSIGN_OR_RETURN(const v1::Search found, session.FindSearch(*search));
    Request request;
    request.set_name(found.name());
    ASSIGN_OR_RETURN(const v1::Search moved, session.Call(session.searches(), method, request));
    return ShowAnswer(StateAnswer(moved), program.settings.format);
  });
}

}  // namespace rung
