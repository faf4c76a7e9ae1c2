#include "client/launch.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "client/local_file.h"
#include "client/patience.h"
#include "client/random_id.h"
#include "client/render/plan_view.h"
#include "client/send_data.h"
#include "client/terminal.h"
#include "common/resource_names.h"
#include "common/spec/check_spec.h"
#include "common/spec/spec_defaults.h"
#include "common/spec/spec_file.h"
#include "common/status_macros.h"
#include "coordinator/schedule/plan.h"

namespace rung {
namespace {

// The data's files, whose paths are relative to the search file.
DataFiles FilesOf(const std::string& spec_path, const v1::DataSpec& data) {
  const std::filesystem::path folder = std::filesystem::path(spec_path).parent_path();
  const bool has_labels = !data.label_file().empty();
  return {.path = (folder / data.file()).string(),
          .label_path = has_labels ? (folder / data.label_file()).string() : "",
          .label = data.label()};
}

// Asked before data are sent, which would stay where CreateSearch refuses the name.
absl::Status CheckNameIsFree(Session& session, const std::string& name) {
  const absl::Status found = session.GetSearch(name).status();
  if (absl::IsNotFound(found)) return absl::OkStatus();
  if (!found.ok()) return found;
  return absl::AlreadyExistsError(
      fmt::format("a search named '{0}' exists; give this one another name, in its file or with "
                  "--name, or remove the other with: rung rm {0}",
                  name));
}

}  // namespace

void AddLaunchOptions(Verb verb, LaunchOptions& options) {
  verb.AddRequired("SPEC", options.spec_path, "The search file");
  verb.AddOption("--name", options.name, "The search's name, in place of the file's");
  verb.AddOption("--seed", options.seed, "The search's seed, in place of the file's");
  verb.AddOption("--split-seed", options.split_seed,
                 "The seed of the division of the data, in place of the file's");
}

absl::StatusOr<Launch> LoadLaunch(const LaunchOptions& options) {
  ASSIGN_OR_RETURN(v1::SearchSpec spec, AsBadInput(ReadSearchSpec(options.spec_path)));
  if (options.name) spec.set_name(*options.name);
  if (options.seed) spec.set_seed(*options.seed);
  if (options.split_seed) spec.mutable_data()->set_split_seed(*options.split_seed);
  RETURN_IF_ERROR(ToStatus(CheckSpec(spec)));
  DataFiles files = FilesOf(options.spec_path, spec.data());
  return Launch{.spec = WithDefaults(std::move(spec)), .files = std::move(files)};
}

absl::Status OpenData(Launch& launch, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(launch.csv, CsvFile::Open(launch.files, stop));
  return absl::OkStatus();
}

absl::StatusOr<v1::Search> StartSearch(Session& session, const Launch& launch) {
  ASSIGN_OR_RETURN(const Plan plan, PlanSearch(launch.spec));
  RETURN_IF_ERROR(CheckNameIsFree(session, launch.spec.name()));
  ASSIGN_OR_RETURN(const std::string digest, SendData(session, launch));
  PrintNote(PriceText(launch.spec.name(), plan));
  v1::CreateSearchRequest request;
  *request.mutable_search()->mutable_spec() = launch.spec;
  request.mutable_search()->set_data_set(DataSetName(digest));
  request.set_request_id(RandomId());
  return WithPatience(session.stop(), [&] { return session.CreateSearch(request); });
}

}  // namespace rung
