#include "coordinator/store/reader.h"

#include <fmt/format.h>

#include <utility>

#include "common/status_macros.h"
#include "coordinator/store/attempt_rows.h"
#include "coordinator/store/data_rows.h"
#include "coordinator/store/epoch_rows.h"
#include "coordinator/store/model_rows.h"
#include "coordinator/store/result_rows.h"
#include "coordinator/store/search_rows.h"
#include "coordinator/store/session_rows.h"
#include "coordinator/store/trial_rows.h"
#include "coordinator/store/trial_view.h"

namespace rung {
namespace {

constexpr char kDataBlobs[] =
    "SELECT digest FROM data_sets UNION ALL SELECT training_blob FROM splits"
    " UNION ALL SELECT test_blob FROM splits";

absl::Status ReadDataBlobs(Database& database, std::unordered_set<std::string>& digests) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kDataBlobs));
  return query.ForEachRow([&](const Statement& row) { digests.insert(row.String(0)); });
}

absl::Status CheckTrial(Database& database, const SearchRow& search, std::int64_t trial) {
  ASSIGN_OR_RETURN(const auto found, ReadConfigurations(database, search.id, trial, 1));
  if (found.contains(trial)) return absl::OkStatus();
  return absl::NotFoundError(
      fmt::format("search {} has not started a trial {}", search.name, trial));
}

}  // namespace

// Begins the snapshot of a call; it ends with the call.
#define RUNG_SNAPSHOT()                        \
  ASSIGN_OR_RETURN(const Transaction snapshot, \
                   Transaction::Begin(database_, Transaction::Kind::kSnapshot))

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(const std::string& path) {
  ASSIGN_OR_RETURN(Database database, Database::Open(path, Database::Mode::kReadOnly));
  return std::unique_ptr<Reader>(new Reader(std::move(database)));
}

absl::StatusOr<v1::Search> Reader::GetSearch(const std::string& search) {
  RUNG_SNAPSHOT();
  return ReadSearch(database_, search);
}

absl::StatusOr<Page<v1::Search>> Reader::ListSearches(int limit, std::int64_t before) {
  RUNG_SNAPSHOT();
  return ReadSearches(database_, limit, before);
}

absl::StatusOr<v1::Trial> Reader::GetTrial(const std::string& search, std::int64_t trial) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  return ReadTrial(database_, row, trial);
}

absl::StatusOr<std::vector<v1::Trial>> Reader::ListTrials(const std::string& search,
                                                          std::int64_t first_trial, int limit) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  return ReadTrials(database_, row, first_trial, limit);
}

absl::StatusOr<std::vector<v1::Epoch>> Reader::ListEpochs(const std::string& search,
                                                          std::int64_t trial, int first_epoch,
                                                          int limit) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  RETURN_IF_ERROR(CheckTrial(database_, row, trial));
  return ReadEpochs(database_, row.id, trial, first_epoch, limit);
}

absl::StatusOr<v1::Model> Reader::GetModel(const std::string& search, std::int64_t trial) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  return ReadModel(database_, row, trial);
}

absl::StatusOr<Page<v1::Attempt>> Reader::ListAttempts(const std::string& search,
                                                       std::int64_t after, int limit,
                                                       bool lost_or_failed_only) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  return ReadAttempts(database_, row, after, limit, lost_or_failed_only);
}

absl::StatusOr<v1::ListBestTrialsResponse> Reader::ListBestTrials(const std::string& search) {
  RUNG_SNAPSHOT();
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  return ReadBestTrials(database_, row);
}

absl::StatusOr<SearchResults> Reader::GetResults(const std::string& search) {
  RUNG_SNAPSHOT();
  SearchResults answer;
  ASSIGN_OR_RETURN(answer.search, ReadSearch(database_, search));
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  ASSIGN_OR_RETURN(answer.results, ReadResults(database_, row.id));
  return answer;
}

absl::StatusOr<SearchCurves> Reader::GetCurves(const std::string& search) {
  RUNG_SNAPSHOT();
  SearchCurves answer;
  ASSIGN_OR_RETURN(answer.search, ReadSearch(database_, search));
  ASSIGN_OR_RETURN(const SearchRow row, FindSearch(database_, search));
  ASSIGN_OR_RETURN(answer.results, ReadResults(database_, row.id));
  ASSIGN_OR_RETURN(answer.points, ReadEpochScores(database_, row.id));
  return answer;
}

absl::StatusOr<std::vector<v1::Worker>> Reader::ListWorkers(const std::string& after, int limit) {
  RUNG_SNAPSHOT();
  return ReadWorkers(database_, after, limit);
}

absl::StatusOr<Load> Reader::GetLoad(std::int64_t since_us) {
  RUNG_SNAPSHOT();
  return ReadLoad(database_, since_us);
}

absl::StatusOr<v1::DataSet> Reader::GetDataSet(const std::string& digest) {
  RUNG_SNAPSHOT();
  return ReadDataSet(database_, digest);
}

absl::StatusOr<Page<v1::DataSet>> Reader::ListDataSets(int limit, std::int64_t before) {
  RUNG_SNAPSHOT();
  return ReadDataSets(database_, limit, before);
}

absl::StatusOr<std::optional<SplitAdded>> Reader::FindSplit(const std::string& key) {
  RUNG_SNAPSHOT();
  return ReadSplit(database_, key);
}

absl::StatusOr<std::unordered_set<std::string>> Reader::BlobsInUse() {
  RUNG_SNAPSHOT();
  std::unordered_set<std::string> digests;
  RETURN_IF_ERROR(ReadDataBlobs(database_, digests));
  RETURN_IF_ERROR(ReadCheckpointsInUse(database_, digests));
  return digests;
}

}  // namespace rung
