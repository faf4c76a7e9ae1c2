#include "client/send_data.h"

#include <filesystem>

#include "client/patience.h"
#include "client/render/progress.h"
#include "client/render/text.h"
#include "client/terminal.h"
#include "common/data/csv.h"
#include "common/data/label.h"
#include "common/resource_names.h"
#include "common/rpc/blob_transfer.h"
#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

CsvOptions OptionsOf(const std::string& csv_path, const v1::DataSpec& spec) {
  CsvOptions options;
  options.display_name = csv_path;
  options.categorical.assign(spec.categorical().begin(), spec.categorical().end());
  options.ignore.assign(spec.ignore().begin(), spec.ignore().end());
  options.label = spec.label();
  return options;
}

absl::Status CheckData(const std::string& csv_path, const v1::DataSpec& spec) {
  const absl::StatusOr<Table> table = ReadCsv(csv_path, OptionsOf(csv_path, spec));
  if (!table.ok()) return absl::InvalidArgumentError(table.status().message());
  const v1::Objective objective = spec.objective() != v1::OBJECTIVE_UNSPECIFIED
                                      ? spec.objective()
                                      : GuessObjective(*table, spec.label());
  return TakeLabel(*table, spec.label(), objective).status();
}

// Whether the coordinator has such a data set.
absl::StatusOr<bool> HasDataSet(Session& session, const std::string& digest) {
  v1::GetDataSetRequest request;
  request.set_name(DataSetName(digest));
  const absl::Status status =
      session.Call(session.data_sets(), &v1::DataSetService::StubInterface::GetDataSet, request)
          .status();
  if (absl::IsNotFound(status)) return false;
  if (!status.ok()) return status;
  return true;
}

absl::StatusOr<std::string> PutFile(Session& session, const std::string& csv_path,
                                    const std::string& display_name) {
  LiveLines lines;
  const bool is_terminal = IsErrorTerminal();
  if (!is_terminal) PrintNote("sending " + EscapeControls(display_name) + '\n');
  const auto show = [&](std::int64_t stored, std::int64_t size) {
    if (is_terminal) lines.Draw({TransferLine(display_name, stored, size, TerminalWidth())});
  };
  return WithPatience(session.stop(), [&] {
    return PutFileAsBlob(session.blobs(), csv_path, show, session.stop());
  });
}

absl::StatusOr<v1::DataSet> CreateDataSet(Session& session, const std::string& digest,
                                          const std::string& display_name) {
  v1::CreateDataSetRequest request;
  request.mutable_data_set()->set_name(DataSetName(digest));
  request.mutable_data_set()->set_display_name(display_name);
  return WithPatience(session.stop(), [&] {
    return session.Call(session.data_sets(), &v1::DataSetService::StubInterface::CreateDataSet,
                        request, kDataDeadline);
  });
}

}  // namespace

absl::StatusOr<std::string> SendData(Session& session, const std::string& csv_path,
                                     const v1::DataSpec& spec) {
  const absl::StatusOr<std::string> digest = Sha256HexOfFile(csv_path);
  if (!digest.ok()) return absl::InvalidArgumentError(digest.status().message());
  ASSIGN_OR_RETURN(const bool is_known, HasDataSet(session, *digest));
  if (is_known) return *digest;
  RETURN_IF_ERROR(CheckData(csv_path, spec));
  const std::string display_name = std::filesystem::path(csv_path).filename().string();
  ASSIGN_OR_RETURN(const std::string sent, PutFile(session, csv_path, display_name));
  RETURN_IF_ERROR(CreateDataSet(session, sent, display_name).status());
  return sent;
}

}  // namespace rung
