#include "client/commands/commands.h"
#include "client/paging.h"
#include "client/render/cluster_view.h"
#include "client/render/names.h"
#include "client/render/text.h"
#include "client/result.h"
#include "client/search_choice.h"
#include "client/session.h"
#include "common/resource_names.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<std::vector<v1::DataSet>> DataSets(Session& session) {
  return ReadPages<v1::DataSet>(
      session, session.data_sets(), &v1::DataSetService::StubInterface::ListDataSets,
      v1::ListDataSetsRequest(), [](auto& page) { return page.mutable_data_sets(); });
}

absl::StatusOr<int> List(const Settings& settings) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const std::vector<v1::DataSet> data_sets, DataSets(session));
  return ShowAnswer(DataSetsAnswer(data_sets), settings.format);
}

absl::StatusOr<int> Remove(const Settings& settings, const std::string& wanted) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const std::vector<v1::DataSet> data_sets, DataSets(session));
  std::vector<std::string> digests;
  for (const v1::DataSet& data_set : data_sets) digests.push_back(ShortName(data_set.name()));
  ASSIGN_OR_RETURN(const std::string digest, ChooseByPrefix("data set", wanted, digests));
  v1::DeleteDataSetRequest request;
  request.set_name(DataSetName(digest));
  RETURN_IF_ERROR(
      session.Call(session.data_sets(), &v1::DataSetService::StubInterface::DeleteDataSet, request)
          .status());
  PrintNote("removed " + EscapeControls(digest) + '\n');
  return kExitSuccess;
}

void AddDataLs(Program& program, CLI::App& data) {
  CLI::App* verb = AddVerb(data, "ls", "List the data sets, newest first", "rung data ls");
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program] { return List(program.settings); });
}

void AddDataRm(Program& program, CLI::App& data) {
  CLI::App* verb =
      AddVerb(data, "rm", "Remove a data set that no search uses", "rung data rm 3f2a91");
  auto wanted = std::make_shared<std::string>();
  verb->add_option("DATA_SET", *wanted, "The data set's digest, or its beginning")
      ->required()
      ->type_name("");
  AddCoordinatorOptions(verb, program.settings);
  SetAction(program, verb, [&program, wanted] { return Remove(program.settings, *wanted); });
}

}  // namespace

void AddData(Program& program) {
  CLI::App* data = AddVerb(program.app, "data", "List or remove the data sets", "rung data ls");
  data->require_subcommand(0, 1);
  AddCoordinatorOptions(data, program.settings);
  AddDataLs(program, *data);
  AddDataRm(program, *data);
  data->callback([&program] {  // runs after that of a verb below it
    if (!program.action) program.action = [&program] { return List(program.settings); };
  });
}

}  // namespace rung
