#include "client/commands/commands.h"
#include "client/follow_to_end.h"
#include "client/interrupt.h"
#include "client/launch.h"
#include "client/missing_workers.h"
#include "client/render/names.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

Answer StartedAnswer(const std::string& search) {
  Answer answer;
  answer.text = search + '\n';
  answer.listing = {{{"search", ListingStyle::kText, true, ""}}, {{search}}};
  answer.json = Json{{"search", search}};
  answer.lines = {answer.json};
  return answer;
}

absl::StatusOr<int> Search(const Settings& settings, const LaunchOptions& options,
                           bool is_detached) {
  const Interrupt interrupt;
  ASSIGN_OR_RETURN(Launch launch, LoadLaunch(options));
  RETURN_IF_ERROR(OpenData(launch, interrupt.token()));
  Session session(settings.coordinator, interrupt.token());
  ASSIGN_OR_RETURN(const v1::Search search, StartSearch(session, launch));
  NoteMissingWorkers(session);
  if (is_detached) return ShowAnswer(StartedAnswer(ShortName(search.name())), settings.format);
  return FollowDetachably(session, search, settings.format);
}

}  // namespace

void AddSearch(Program& program) {
  Verb verb = program.AddVerb("search",
                              "Start a search on a coordinator's workers and follow it to its end",
                              "rung search flowers.txtpb --coordinator lab-1:7077");
  auto options = std::make_shared<LaunchOptions>();
  auto is_detached = std::make_shared<bool>(false);
  AddLaunchOptions(verb, *options);
  verb.AddFlag("--detach", *is_detached, "Return once the search is started");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, options, is_detached] {
    return Search(program.settings(), *options, *is_detached);
  });
}

}  // namespace rung
