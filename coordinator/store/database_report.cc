#include "coordinator/store/database_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/sha256.h"
#include "common/status_macros.h"
#include "coordinator/store/database_file.h"
#include "coordinator/store/existing_database.h"
#include "coordinator/store/reader.h"

namespace rung {
namespace {

// So many faults at most: every page may be damaged.
constexpr char kIntegrity[] = "PRAGMA integrity_check(20)";

std::string Words(const absl::Status& status) { return std::string(status.message()); }

// Where the reading itself fails, that is a fault like those that it looks for.
void FindPageFaults(Database& database, DatabaseReport& report) {
  const auto read = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(Statement check, database.Prepare(kIntegrity));
    return check.ForEachRow([&](const Statement& row) {
      if (row.Text(0) != "ok") report.page_faults.push_back(row.String(0));
    });
  };
  if (const absl::Status status = read(); !status.ok()) report.page_faults.push_back(Words(status));
}

void FindReferenceFaults(Database& database, DatabaseReport& report) {
  const auto read = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(Statement keys, database.Prepare("PRAGMA foreign_key_check"));
    return keys.ForEachRow([&](const Statement& row) {
      report.reference_faults.push_back(
          fmt::format("row {} of {} names a row of {} that is not there", row.Int64(1), row.Text(0),
                      row.Text(2)));
    });
  };
  if (const absl::Status status = read(); !status.ok()) {
    report.reference_faults.push_back(Words(status));
  }
}

std::string BlobFault(const std::string& directory, const std::string& digest) {
  const absl::StatusOr<std::string> found =
      Sha256HexOfFile(fmt::format("{}/{}", directory, digest));
  if (!found.ok()) return Words(found.status());
  return *found == digest ? "" : fmt::format("{}/{} is damaged", directory, digest);
}

// The rows that a coordinator has changed meanwhile may need other blobs, and it may have
// removed those that they no longer need: only what they need twice must be there.
absl::Status FindBlobFaults(DatabaseReport& report) {
  ASSIGN_OR_RETURN(const auto reader, Reader::Open(report.path));
  ASSIGN_OR_RETURN(const auto needed, reader->BlobsInUse());
  report.blob_count = static_cast<std::int64_t>(needed.size());
  for (const std::string& digest : needed) {
    std::string fault = BlobFault(BlobDirectory(report.path), digest);
    if (fault.empty()) continue;
    ASSIGN_OR_RETURN(const auto needed_now, reader->BlobsInUse());
    if (needed_now.contains(digest)) report.blob_faults.push_back(std::move(fault));
  }
  std::sort(report.blob_faults.begin(), report.blob_faults.end());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DatabaseReport> ReportOnDatabase(const std::string& path) {
  DatabaseReport report;
  ASSIGN_OR_RETURN(report.path, ResolveLinks(path));
  ASSIGN_OR_RETURN(Database database, OpenExisting(report.path));
  ASSIGN_OR_RETURN(report.schema, database.QueryInt64("PRAGMA user_version"));
  FindPageFaults(database, report);
  FindReferenceFaults(database, report);
  if (const absl::Status status = FindBlobFaults(report); !status.ok()) {
    report.blob_faults.push_back(Words(status));
  }
  return report;
}

}  // namespace rung
