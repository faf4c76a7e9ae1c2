#include "coordinator/store/search_rows.h"

#include <fmt/format.h>
#include <google/protobuf/text_format.h>

#include <limits>
#include <utility>

#include "common/metric.h"
#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/schedule/plan.h"
#include "coordinator/store/times.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

constexpr char kInsertSearch[] =
    "INSERT INTO searches (search_id, name, data_set, split, spec, spec_text, seed, score,"
    " higher_is_better, finalists, planned_epochs, request_id, create_time_us)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

constexpr char kInsertRung[] =
    "INSERT INTO rungs (search_id, rung, epochs, size, keep) VALUES (?1, ?2, ?3, ?4, ?5)";

constexpr char kChangeState[] =
    "UPDATE searches SET state = ?2, state_reason = ?3, state_time_us = ?4"
    " WHERE search_id = ?1 AND name IS NOT NULL";

constexpr char kDelete[] =
    "UPDATE searches SET name = NULL, data_set = NULL, split = NULL"
    " WHERE search_id = ?1 AND name IS NOT NULL";

constexpr char kIds[] = "SELECT search_id FROM searches WHERE name IS NOT NULL ORDER BY search_id";

constexpr char kCreation[] =
    "SELECT spec, data_set, split, planned_epochs, request_id, create_time_us FROM searches"
    " WHERE search_id = ?1";

constexpr char kState[] =
    "SELECT state, state_reason, state_time_us FROM searches"
    " WHERE search_id = ?1 AND state_time_us IS NOT NULL";

constexpr char kFind[] =
    "SELECT search_id, name, score, higher_is_better, finalists, finalists_time_us, state,"
    " (SELECT max(rung) FROM rungs AS r WHERE r.search_id = s.search_id)"
    " FROM searches AS s WHERE name = ?1";

// A search starts with its first attempt and ends with its last change of state.
#define RUNG_SEARCH_COLUMNS                                                                  \
  "SELECT search_id, s.name, s.spec, s.data_set, s.state, s.state_reason, s.create_time_us," \
  " (SELECT start_time_us FROM attempts AS a WHERE a.search_id = s.search_id"                \
  "  ORDER BY attempt_id LIMIT 1),"                                                          \
  " CASE WHEN s.state IN ('succeeded', 'cancelled', 'failed') THEN s.state_time_us END,"     \
  " s.planned_epochs, p.trained_epochs, p.epochs_from_scratch, p.epochs_at_full_length,"     \
  " p.training_seconds, p.sample_count, p.running_tasks, p.most_running_tasks,"              \
  " p.lost_attempts, p.determinism_faults,"                                                  \
  " d.training_rows, d.validation_rows, d.test_rows, d.inputs, d.outputs"                    \
  " FROM searches AS s JOIN progress AS p USING (search_id) JOIN splits AS d USING (split) "
constexpr char kOne[] = RUNG_SEARCH_COLUMNS "WHERE s.name = ?1";
constexpr char kSomeSearches[] = RUNG_SEARCH_COLUMNS
    "WHERE search_id < ?1 AND s.name IS NOT NULL"
    " ORDER BY search_id DESC LIMIT ?2";

constexpr char kRungs[] =
    "SELECT rung, r.epochs, coalesce(d.size, r.size), coalesce(d.keep, r.keep), r.done,"
    " r.diverged, r.failed,"
    " (SELECT count(*) FROM attempts AS a WHERE a.search_id = ?1 AND a.ended IS NULL"
    "  AND a.rung = r.rung AND NOT a.is_test),"
    " d.rung IS NOT NULL"
    " FROM rungs AS r LEFT JOIN rung_decisions AS d USING (search_id, rung)"
    " WHERE r.search_id = ?1 ORDER BY rung";

std::string TextOf(const v1::SearchSpec& spec) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(spec, &text);
  return text;
}

absl::Status WriteRungs(Database& database, SearchId search, const std::vector<RungPlan>& rungs) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertRung));
  for (std::size_t i = 0; i < rungs.size(); ++i) {
    insert.Bind(search, static_cast<int>(i), rungs[i].epochs, rungs[i].trials, rungs[i].keep);
    RETURN_IF_ERROR(insert.Run());
  }
  return absl::OkStatus();
}

void FillProgress(const Statement& row, v1::Progress& progress) {
  progress.set_planned_epochs(row.Int64(9));
  progress.set_trained_epochs(row.Int64(10));
  progress.set_epochs_from_scratch(row.Int64(11));
  progress.set_epochs_at_full_length(row.Int64(12));
  progress.set_training_seconds(row.Double(13));
  progress.set_sample_count(row.Int64(14));
  progress.set_running_tasks(row.Int(15));
  progress.set_most_running_tasks(row.Int(16));
  progress.set_lost_attempts(row.Int(17));
  progress.set_determinism_faults(row.Int(18));
}

void FillSplit(const Statement& row, v1::SplitSizes& split) {
  split.set_training_rows(row.Int64(19));
  split.set_validation_rows(row.Int64(20));
  split.set_test_rows(row.Int64(21));
  split.set_inputs(row.Int(22));
  split.set_outputs(row.Int(23));
}

absl::Status FillRungs(Database& database, SearchId id, v1::Progress& progress) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kRungs));
  return query.Bind(id).ForEachRow([&](const Statement& row) {
    v1::RungProgress& rung = *progress.add_rungs();
    rung.set_rung(row.Int(0));
    rung.set_epochs(row.Int(1));
    rung.set_size(row.Int(2));
    rung.set_keep(row.Int(3));
    rung.set_done(row.Int(4));
    rung.set_diverged(row.Int(5));
    rung.set_failed(row.Int(6));
    rung.set_running(row.Int(7));
    rung.set_decided(row.Bool(8));
  });
}

absl::StatusOr<v1::Search> SearchResource(Database& database, const Statement& row) {
  v1::Search search;
  search.set_name(SearchName(row.Text(1)));
  if (!search.mutable_spec()->ParseFromString(row.String(2))) {
    return absl::DataLossError(fmt::format("the spec of search {} is damaged", row.Text(1)));
  }
  search.set_data_set(DataSetName(row.Text(3)));
  search.set_state(FromWord<v1::Search::State>(row.Text(4)));
  search.set_state_reason(row.String(5));
  *search.mutable_create_time() = TimestampOf(row.Int64(6));
  if (!row.IsNull(7)) *search.mutable_start_time() = TimestampOf(row.Int64(7));
  if (!row.IsNull(8)) *search.mutable_end_time() = TimestampOf(row.Int64(8));
  FillProgress(row, *search.mutable_progress());
  FillSplit(row, *search.mutable_split());
  RETURN_IF_ERROR(FillRungs(database, row.Int64(0), *search.mutable_progress()));
  return search;
}

absl::Status NoSuchSearch(const std::string& name) {
  return absl::NotFoundError(fmt::format("there is no search {}", name));
}

}  // namespace

absl::Status WriteFact(Database& database, const SearchCreated& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertSearch));
  insert.Bind(fact.search, fact.spec.name(), fact.data_set, fact.split,
              BlobBytes{fact.spec.SerializeAsString()}, TextOf(fact.spec),
              fmt::format("{}", fact.spec.seed()), MetricName(fact.spec.score()),
              HigherIsBetter(fact.spec.score()), fact.spec.finalists(), fact.planned_epochs,
              fact.request_id, fact.time_us);
  RETURN_IF_ERROR(insert.Run());
  return WriteRungs(database, fact.search, PlanRungs(fact.spec));
}

absl::Status WriteFact(Database& database, const SearchStateChanged& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kChangeState));
  return update.Bind(fact.search, EnumName(fact.state), fact.reason, fact.time_us).RunOnOneRow();
}

absl::Status WriteFact(Database& database, const SearchDeleted& fact) {
  ASSIGN_OR_RETURN(Statement update, database.Prepare(kDelete));
  return update.Bind(fact.search).RunOnOneRow();
}

absl::StatusOr<std::vector<SearchId>> ReadSearchIds(Database& database) {
  std::vector<SearchId> ids;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kIds));
  RETURN_IF_ERROR(query.ForEachRow([&](const Statement& row) { ids.push_back(row.Int64(0)); }));
  return ids;
}

absl::Status ReplaySearch(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kCreation));
  ASSIGN_OR_RETURN(const bool has_row, row.Bind(search).Step());
  SearchCreated fact{.search = search};
  if (!has_row || !fact.spec.ParseFromString(row.String(0))) {
    return absl::DataLossError(fmt::format("the spec of search number {} is damaged", search));
  }
  fact.data_set = row.String(1);
  fact.split = row.String(2);
  fact.planned_epochs = row.Int64(3);
  fact.request_id = row.String(4);
  fact.time_us = row.Int64(5);
  apply(fact);
  return absl::OkStatus();
}

absl::Status ReplaySearchState(Database& database, SearchId search,
                               const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kState));
  return query.Bind(search).ForEachRow([&](const Statement& row) {
    apply(SearchStateChanged{search, FromWord<v1::Search::State>(row.Text(0)), row.String(1),
                             row.Int64(2)});
  });
}

absl::StatusOr<SearchRow> FindSearch(Database& database, const std::string& name) {
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kFind));
  ASSIGN_OR_RETURN(const bool has_row, row.Bind(name).Step());
  if (!has_row) return NoSuchSearch(name);
  return SearchRow{.id = row.Int64(0),
                   .name = row.String(1),
                   .score = row.String(2),
                   .higher_is_better = row.Bool(3),
                   .finalists = row.Int(4),
                   .are_finalists_chosen = !row.IsNull(5),
                   .state = FromWord<v1::Search::State>(row.Text(6)),
                   .top_rung = row.Int(7)};
}

absl::StatusOr<v1::Search> ReadSearch(Database& database, const std::string& name) {
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kOne));
  ASSIGN_OR_RETURN(const bool has_row, row.Bind(name).Step());
  if (!has_row) return NoSuchSearch(name);
  return SearchResource(database, row);
}

absl::StatusOr<Page<v1::Search>> ReadSearches(Database& database, int limit, std::int64_t before) {
  if (before == 0) before = std::numeric_limits<std::int64_t>::max();
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kSomeSearches));
  row.Bind(before, limit);
  Page<v1::Search> page;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, row.Step());
    if (!has_row) return page;
    ASSIGN_OR_RETURN(page.rows.emplace_back(), SearchResource(database, row));
    if (std::cmp_equal(page.rows.size(), limit)) page.next = row.Int64(0);
  }
}

}  // namespace rung
