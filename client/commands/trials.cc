#include "client/commands/commands.h"
#include "client/paging.h"
#include "client/render/names.h"
#include "client/render/trial_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

v1::ListTrialsRequest TrialsOf(const v1::Search& search) {
  v1::ListTrialsRequest request;
  request.set_parent(search.name());
  return request;
}

// Lines are written page by page, so that a search of any size takes little memory.
absl::StatusOr<int> StreamTrials(Session& session, const v1::Search& search) {
  const auto write = [](const v1::ListTrialsResponse& page) {
    std::string text;
    for (const v1::Trial& trial : page.trials()) text += JsonLine(TrialJson(trial));
    return PrintResult(text) ? absl::OkStatus()
                             : absl::InternalError("the results could not be written to stdout");
  };
  RETURN_IF_ERROR(ForEachPage(session, session.searches(),
                              &v1::SearchService::StubInterface::ListTrials, TrialsOf(search),
                              write));
  return kExitSuccess;
}

absl::StatusOr<int> Trials(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  if (settings.format == Format::kJsonLines) return StreamTrials(session, search);
  ASSIGN_OR_RETURN(const std::vector<v1::Trial> trials,
                   ReadPages<v1::Trial>(
                       session, session.searches(), &v1::SearchService::StubInterface::ListTrials,
                       TrialsOf(search), [](auto& page) { return page.mutable_trials(); }));
  return ShowAnswer(TrialsAnswer(ShortName(search.name()), search.spec().space(), trials),
                    settings.format);
}

}  // namespace

void AddTrials(Program& program) {
  CLI::App* verb =
      AddVerb(program.app, "trials", "List a search's trials with their scores and configurations",
              "rung trials flowers -o jsonl > trials.jsonl");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, search] { return Trials(program.settings, *search); });
}

}  // namespace rung
