#include "client/send_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "client/local_file.h"
#include "client/patience.h"
#include "client/render/progress.h"
#include "client/terminal.h"
#include "common/data/prepare.h"
#include "common/escape.h"
#include "common/sha256.h"
#include "common/spec/check_spec.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kNamedColumns = 5;

// Columns that hold one value teach nothing; that they are left out is worth a word.
void NoteLeftOut(const std::vector<std::string>& columns) {
  if (columns.empty()) return;
  std::string names = EscapeControls(columns[0]);
  for (std::size_t i = 1; i < std::min(columns.size(), kNamedColumns); ++i) {
    names += ", " + EscapeControls(columns[i]);
  }
  if (columns.size() > kNamedColumns) names += ", …";
  PrintNote(fmt::format("left out, as they hold one value: {} of the columns ({})\n",
                        columns.size(), names));
}

absl::StatusOr<std::string> DigestOf(const Launch& launch) {
  return AsBadInput(Sha256HexOfFile(launch.csv->path()));
}

absl::Status CheckContent(const Launch& launch, const std::string& digest) {
  ASSIGN_OR_RETURN(const PreparedFiles prepared,
                   AsBadInput(PrepareData(launch.csv->path(), launch.files.path, digest,
                                          launch.spec.data(), launch.data_memory)));
  RETURN_IF_ERROR(ToStatus(CheckScore(launch.spec.score(), prepared.objective)));
  NoteLeftOut(prepared.left_out);
  return absl::OkStatus();
}

// A coordinator may have the memory that this machine has not.
absl::Status CheckWherePossible(const Launch& launch, const std::string& digest) {
  const absl::Status status = CheckContent(launch, digest);
  if (!absl::IsResourceExhausted(status)) return status;
  PrintNote(
      fmt::format("left to the coordinator to check: {} takes more memory than may be taken "
                  "here\n",
                  EscapeControls(launch.files.path)));
  return absl::OkStatus();
}

// Whether the coordinator has such a data set. One whose file was lost is put again.
absl::StatusOr<bool> HasDataSet(Session& session, const std::string& digest) {
  const absl::StatusOr<v1::DataSet> data_set = session.GetDataSet(digest);
  const absl::Status there =
      data_set.ok() ? session.CheckBlob(digest, data_set->size_bytes()) : data_set.status();
  if (absl::IsNotFound(there)) return false;
  if (!there.ok()) return there;
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
  return session.PutFile(csv_path, show);
}

}  // namespace

absl::Status CheckData(const Launch& launch) {
  ASSIGN_OR_RETURN(const std::string digest, DigestOf(launch));
  return CheckContent(launch, digest);
}

absl::StatusOr<std::string> SendData(Session& session, const Launch& launch) {
  ASSIGN_OR_RETURN(const std::string digest, DigestOf(launch));
  ASSIGN_OR_RETURN(const bool is_known,
                   WithPatience(session.stop(), [&] { return HasDataSet(session, digest); }));
  if (is_known) return digest;
  if (!launch.is_checked) RETURN_IF_ERROR(CheckWherePossible(launch, digest));
  const std::string display_name = std::filesystem::path(launch.files.path).filename().string();
  ASSIGN_OR_RETURN(const std::string sent, PutFile(session, launch.csv->path(), display_name));
  RETURN_IF_ERROR(WithPatience(session.stop(), [&] {
                    return session.CreateDataSet(sent, display_name);
                  }).status());
  return sent;
}

}  // namespace rung
