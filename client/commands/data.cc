#include "client/commands/commands.h"
#include "client/render/cluster_view.h"
#include "client/render/names.h"
#include "client/result.h"
#include "client/search_choice.h"
#include "client/session.h"
#include "common/escape.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<int> ListDataSets(const Settings& settings) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const std::vector<v1::DataSet> data_sets, session.ListDataSets());
  return ShowAnswer(DataSetsAnswer(data_sets), settings.format);
}

absl::StatusOr<int> RemoveDataSet(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const std::vector<v1::DataSet> data_sets, session.ListDataSets());
  std::vector<std::string> digests;
  for (const v1::DataSet& data_set : data_sets) digests.push_back(ShortName(data_set.name()));
  ASSIGN_OR_RETURN(const std::string digest, ChooseByPrefix("data set", wanted, digests));
  RETURN_IF_ERROR(session.DeleteDataSet(digest));
  PrintNote("removed " + EscapeControls(digest) + '\n');
  return kExitSuccess;
}

void AddDataLs(Program& program, Verb& data) {
  Verb verb = data.AddVerb("ls", "List the data sets, newest first", "rung data ls");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program] { return ListDataSets(program.settings()); });
}

void AddDataRm(Program& program, Verb& data) {
  Verb verb = data.AddVerb("rm", "Remove a data set that no search uses", "rung data rm 3f2a91");
  auto wanted = std::make_shared<std::string>();
  verb.AddRequired("DATA_SET", *wanted, "The data set's digest, or its beginning");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, wanted] { return RemoveDataSet(program.settings(), *wanted); });
}

}  // namespace

void AddData(Program& program) {
  Verb verb = program.AddVerb("data", "List or remove the data sets", "rung data ls");
  program.AddCoordinatorOptions(verb);
  AddDataLs(program, verb);
  AddDataRm(program, verb);
  verb.SetAction([&program] { return ListDataSets(program.settings()); });
}

}  // namespace rung
