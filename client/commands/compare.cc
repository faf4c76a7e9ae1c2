#include "client/commands/commands.h"
#include "client/render/compare_view.h"
#include "client/render/names.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// SEARCH may be left out, so the last argument is the hyperparameter.
absl::StatusOr<int> Compare(const Settings& settings, const std::vector<std::string>& arguments) {
  if (arguments.size() > 2) {
    return absl::InvalidArgumentError("compare takes one search and one hyperparameter");
  }
  const std::string wanted = arguments.size() == 2 ? arguments.front() : "";
  const std::string& hyperparameter = arguments.back();
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  v1::CompareHyperparameterRequest request;
  request.set_name(search.name());
  request.set_hyperparameter(hyperparameter);
  ASSIGN_OR_RETURN(
      const v1::CompareHyperparameterResponse comparison,
      session.Call(session.searches(), &v1::SearchService::StubInterface::CompareHyperparameter,
                   request, kDataDeadline));
  return ShowAnswer(
      CompareAnswer(ShortName(search.name()), hyperparameter, search.spec(), comparison),
      settings.format);
}

}  // namespace

void AddCompare(Program& program) {
  CLI::App* verb = AddVerb(program.app, "compare",
                           "Show what each value of a hyperparameter did, at each rung apart",
                           "rung compare flowers learning_rate");
  auto arguments = std::make_shared<std::vector<std::string>>();
  verb->add_option("[SEARCH] HYPERPARAMETER", *arguments,
                   "The search (left out: the only one that is running), then hidden_layers, "
                   "units, learning_rate, activation, batch_size, epochs, optimizer, momentum, "
                   "weight_decay, dropout or learning_rate_schedule")
      ->required()
      ->type_name("");
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, arguments] { return Compare(program.settings, *arguments); });
}

}  // namespace rung
