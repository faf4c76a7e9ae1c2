#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/comparison_rows.h"
#include "coordinator/store/database.h"
#include "coordinator/store/load_rows.h"
#include "coordinator/store/page.h"
#include "rung/v1/data_set.pb.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/task.pb.h"
#include "rung/v1/trial.pb.h"
#include "rung/v1/worker.pb.h"

namespace rung {

struct SearchResults {
  v1::Search search;
  std::vector<TrialAtRung> results;
};
struct SearchCurves {
  v1::Search search;
  std::vector<TrialAtRung> results;
  std::vector<EpochScores> points;
};

// Answers questions from what is recorded. Each call sees one snapshot and ends it
// before it returns. Used by one thread at a time. A search is named by its name
// without `searches/`; one that does not exist is NOT_FOUND. Lists hold at most
// `limit` rows.
class Reader {
 public:
  // `path` is that of an open Store.
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const std::string& path);

  absl::StatusOr<v1::Search> GetSearch(const std::string& search);
  // Newest first, from below `before` (0: from the newest).
  absl::StatusOr<Page<v1::Search>> ListSearches(int limit, std::int64_t before);

  absl::StatusOr<v1::Trial> GetTrial(const std::string& search, std::int64_t trial);
  // By number, from `first_trial` on. Reads the ranks of the whole search.
  absl::StatusOr<std::vector<v1::Trial>> ListTrials(const std::string& search,
                                                    std::int64_t first_trial, int limit);
  // A trial's epochs from `first_epoch` on. NOT_FOUND for a trial without a row.
  absl::StatusOr<std::vector<v1::Epoch>> ListEpochs(const std::string& search, std::int64_t trial,
                                                    int first_epoch, int limit);
  // A trial's network. NOT_FOUND for a trial without a row, FAILED_PRECONDITION for one that has
  // completed no rung.
  absl::StatusOr<v1::Model> GetModel(const std::string& search, std::int64_t trial);
  // In the order in which they were lent, from above `after` (0: from the first).
  absl::StatusOr<Page<v1::Attempt>> ListAttempts(const std::string& search, std::int64_t after,
                                                 int limit, bool lost_or_failed_only);
  // The finalists once chosen; before, the best so far: highest rung first.
  absl::StatusOr<v1::ListBestTrialsResponse> ListBestTrials(const std::string& search);

  // A search with every result, by trial and rung.
  absl::StatusOr<SearchResults> GetResults(const std::string& search);
  // A search with every result and every epoch, by trial and epoch.
  absl::StatusOr<SearchCurves> GetCurves(const std::string& search);

  // By name, from above `after` (empty: from the first). state and silent_seconds
  // are not set.
  absl::StatusOr<std::vector<v1::Worker>> ListWorkers(const std::string& after, int limit);

  // What waits and runs; searches that ended before `since_us` are left out.
  absl::StatusOr<Load> GetLoad(std::int64_t since_us);

  // By digest. NOT_FOUND.
  absl::StatusOr<v1::DataSet> GetDataSet(const std::string& digest);
  // Newest first, from below `before` (0: from the newest).
  absl::StatusOr<Page<v1::DataSet>> ListDataSets(int limit, std::int64_t before);
  // The division with this key, if there is one.
  absl::StatusOr<std::optional<SplitAdded>> FindSplit(const std::string& key);

  // The digests of all blobs that rows still need: data sets, splits, finalists'
  // checkpoints, and in searches that go on each checkpoint from which a trial may
  // yet be trained or scored.
  absl::StatusOr<std::unordered_set<std::string>> BlobsInUse();

 private:
  explicit Reader(Database database) : database_(std::move(database)) {}
  Database database_;
};

}  // namespace rung
