#include "client/commands/commands.h"
#include "client/paging.h"
#include "client/render/search_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<std::vector<v1::Attempt>> LostAttempts(Session& session, const v1::Search& search) {
  v1::ListAttemptsRequest request;
  request.set_parent(search.name());
  request.set_lost_only(true);
  return ReadPages<v1::Attempt>(session, session.searches(),
                                &v1::SearchService::StubInterface::ListAttempts, request,
                                [](auto& page) { return page.mutable_attempts(); });
}

absl::StatusOr<int> Show(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  ASSIGN_OR_RETURN(const std::vector<v1::Attempt> lost, LostAttempts(session, search));
  return ShowAnswer(SearchAnswer(search, lost), settings.format);
}

}  // namespace

void AddShow(Program& program) {
  CLI::App* verb =
      AddVerb(program.app, "show", "Show a search: its state, each rung, its cost, lost attempts",
              "rung show flowers");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, search] { return Show(program.settings, *search); });
}

}  // namespace rung
