#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/commands/commands.h"
#include "client/render/compare_view.h"
#include "client/render/names.h"
#include "client/result.h"
#include "client/session.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::Status CheckHyperparameter(const std::string& name) {
  const auto* configuration = v1::Configuration::descriptor();
  if (configuration->FindFieldByName(name) != nullptr) return absl::OkStatus();
  std::vector<std::string> names;
  for (int i = 0; i < configuration->field_count(); ++i) {
    names.push_back(configuration->field(i)->name());
  }
  return absl::InvalidArgumentError(
      fmt::format("what is compared, a hyperparameter, comes last, and '{}' is none; there are {}",
                  name, fmt::join(names, ", ")));
}

// SEARCH may be left out, so the last argument is the hyperparameter.
absl::StatusOr<int> Compare(const Settings& settings, const std::vector<std::string>& arguments) {
  if (arguments.size() > 2) {
    return absl::InvalidArgumentError("compare takes one search and one hyperparameter");
  }
  RETURN_IF_ERROR(CheckHyperparameter(arguments.back()));
  const std::string wanted = arguments.size() == 2 ? arguments.front() : "";
  const std::string& hyperparameter = arguments.back();
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(wanted));
  const std::string name = ShortName(search.name());
  ASSIGN_OR_RETURN(const v1::CompareHyperparameterResponse comparison,
                   session.CompareHyperparameter(name, hyperparameter));
  return ShowAnswer(CompareAnswer(name, hyperparameter, search.spec(), comparison),
                    settings.format);
}

}  // namespace

void AddCompare(Program& program) {
  Verb verb =
      program.AddVerb("compare", "Show what each value of a hyperparameter did, at each rung apart",
                      "rung compare flowers learning_rate");
  auto arguments = std::make_shared<std::vector<std::string>>();
  verb.AddRequired("[SEARCH] HYPERPARAMETER", *arguments,
                   "The search (left out: the only one that is running), then hidden_layers, "
                   "units, learning_rate, activation, batch_size, epochs, optimizer, momentum, "
                   "weight_decay, dropout, learning_rate_schedule, warmup, gradient_clip, "
                   "label_smoothing or class_weight");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, arguments] { return Compare(program.settings(), *arguments); });
}

}  // namespace rung
