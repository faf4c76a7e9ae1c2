#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "coordinator/store/page.h"
#include "rung/v1/search.pb.h"

// Every statement about searches, their rungs and their progress.
namespace rung {

absl::Status WriteFact(Database& database, const SearchCreated& fact);
absl::Status WriteFact(Database& database, const SearchStateChanged& fact);
absl::Status WriteFact(Database& database, const SearchDeleted& fact);

// The searches that have not been deleted, in the order of their creation.
absl::StatusOr<std::vector<SearchId>> ReadSearchIds(Database& database);

// Its creation.
absl::Status ReplaySearch(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply);
// Its latest state, if it was ever changed.
absl::Status ReplaySearchState(Database& database, SearchId search,
                               const std::function<void(const Fact&)>& apply);

// What other queries need to know of a search.
struct SearchRow {
  SearchId id = 0;
  std::string name;
  std::string score;  // the metric's name
  bool higher_is_better = false;
  int finalists = 0;
  bool are_finalists_chosen = false;
  v1::Search::State state = v1::Search::STATE_UNSPECIFIED;
  int top_rung = 0;
};
// NOT_FOUND.
absl::StatusOr<SearchRow> FindSearch(Database& database, const std::string& name);

// The search with its progress and the sizes of its split. NOT_FOUND.
absl::StatusOr<v1::Search> ReadSearch(Database& database, const std::string& name);
// As Reader::ListSearches.
absl::StatusOr<Page<v1::Search>> ReadSearches(Database& database, int limit, std::int64_t before);

}  // namespace rung
