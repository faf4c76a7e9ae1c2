#include "client/commands/commands.h"
#include "client/render/names.h"
#include "client/render/trial_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// Lines are written as they come, so that a search of any size takes little memory.
absl::StatusOr<int> StreamTrials(Session& session, const std::string& search) {
  RETURN_IF_ERROR(session.ForEachTrial(search, [](const v1::Trial& trial) {
    return PrintResult(JsonLine(TrialJson(trial)))
               ? absl::OkStatus()
               : absl::InternalError("the results could not be written to stdout");
  }));
  return kExitSuccess;
}

absl::StatusOr<int> Trials(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  const std::string name = ShortName(search.name());
  if (settings.format == Format::kJsonLines) return StreamTrials(session, name);
  ASSIGN_OR_RETURN(const std::vector<v1::Trial> trials, session.ListTrials(name));
  return ShowAnswer(TrialsAnswer(name, search.spec().space(), trials), settings.format);
}

}  // namespace

void AddTrials(Program& program) {
  Verb verb =
      program.AddVerb("trials", "List a search's trials with their scores and configurations",
                      "rung trials flowers -o jsonl > trials.jsonl");
  auto search = std::make_shared<std::string>();
  AddSearchArgument(verb, *search);
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, search] { return Trials(program.settings(), *search); });
}

}  // namespace rung
