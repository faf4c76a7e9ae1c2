#include "coordinator/store/data_rows.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/store/times.h"

namespace rung {
namespace {

constexpr char kInsertDataSet[] =
    "INSERT INTO data_sets (digest, display_name, size_bytes, row_count, column_count,"
    " create_time_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

constexpr char kDeleteSplits[] = "DELETE FROM splits WHERE data_set = ?1";
constexpr char kDeleteDataSet[] = "DELETE FROM data_sets WHERE digest = ?1";

constexpr char kInsertSplit[] =
    "INSERT INTO splits (split, data_set, training_blob, test_blob, training_rows,"
    " validation_rows, test_rows, inputs, outputs, encoding)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

#define RUNG_DATA_SET_COLUMNS                                                      \
  "SELECT data_set_id, digest, display_name, size_bytes, row_count, column_count," \
  " create_time_us FROM data_sets "
constexpr char kAllDataSets[] = RUNG_DATA_SET_COLUMNS "ORDER BY data_set_id";
constexpr char kOneDataSet[] = RUNG_DATA_SET_COLUMNS "WHERE digest = ?1";
constexpr char kSomeDataSets[] =
    RUNG_DATA_SET_COLUMNS "WHERE data_set_id < ?1 ORDER BY data_set_id DESC LIMIT ?2";

#define RUNG_SPLIT_COLUMNS                                                            \
  "SELECT split, data_set, training_blob, test_blob, training_rows, validation_rows," \
  " test_rows, inputs, outputs, encoding FROM splits "
constexpr char kAllSplits[] = RUNG_SPLIT_COLUMNS "ORDER BY rowid";
constexpr char kOneSplit[] = RUNG_SPLIT_COLUMNS "WHERE split = ?1";

DataSetAdded DataSetFact(const Statement& row) {
  return {.digest = row.String(1),
          .display_name = row.String(2),
          .size_bytes = row.Int64(3),
          .row_count = row.Int64(4),
          .column_count = row.Int(5),
          .time_us = row.Int64(6)};
}

v1::DataSet DataSetResource(const Statement& row) {
  v1::DataSet data_set;
  data_set.set_name(DataSetName(row.Text(1)));
  data_set.set_display_name(row.String(2));
  data_set.set_size_bytes(row.Int64(3));
  data_set.set_row_count(row.Int64(4));
  data_set.set_column_count(row.Int(5));
  *data_set.mutable_create_time() = TimestampOf(row.Int64(6));
  return data_set;
}

SplitAdded SplitFact(const Statement& row) {
  SplitAdded fact{.key = row.String(0),
                  .data_set = row.String(1),
                  .training_blob = row.String(2),
                  .test_blob = row.String(3),
                  .sizes = {},
                  .encoding = std::string(row.Blob(9))};
  fact.sizes.set_training_rows(row.Int64(4));
  fact.sizes.set_validation_rows(row.Int64(5));
  fact.sizes.set_test_rows(row.Int64(6));
  fact.sizes.set_inputs(row.Int(7));
  fact.sizes.set_outputs(row.Int(8));
  return fact;
}

}  // namespace

absl::Status WriteFact(Database& database, const DataSetAdded& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertDataSet));
  return insert
      .Bind(fact.digest, fact.display_name, fact.size_bytes, fact.row_count, fact.column_count,
            fact.time_us)
      .Run();
}

absl::Status WriteFact(Database& database, const DataSetRemoved& fact) {
  ASSIGN_OR_RETURN(Statement splits, database.Prepare(kDeleteSplits));
  RETURN_IF_ERROR(splits.Bind(fact.digest).Run());
  ASSIGN_OR_RETURN(Statement data_set, database.Prepare(kDeleteDataSet));
  return data_set.Bind(fact.digest).RunOnOneRow();
}

absl::Status WriteFact(Database& database, const SplitAdded& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertSplit));
  return insert
      .Bind(fact.key, fact.data_set, fact.training_blob, fact.test_blob, fact.sizes.training_rows(),
            fact.sizes.validation_rows(), fact.sizes.test_rows(), fact.sizes.inputs(),
            fact.sizes.outputs(), BlobBytes{fact.encoding})
      .Run();
}

absl::Status ReplayData(Database& database, const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement data_sets, database.Prepare(kAllDataSets));
  RETURN_IF_ERROR(data_sets.ForEachRow([&](const Statement& row) { apply(DataSetFact(row)); }));
  ASSIGN_OR_RETURN(Statement splits, database.Prepare(kAllSplits));
  return splits.ForEachRow([&](const Statement& row) { apply(SplitFact(row)); });
}

absl::StatusOr<v1::DataSet> ReadDataSet(Database& database, const std::string& digest) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kOneDataSet));
  ASSIGN_OR_RETURN(const bool has_row, query.Bind(digest).Step());
  if (!has_row) return absl::NotFoundError(fmt::format("there is no data set {}", digest));
  return DataSetResource(query);
}

absl::StatusOr<Page<v1::DataSet>> ReadDataSets(Database& database, int limit, std::int64_t before) {
  if (before == 0) before = std::numeric_limits<std::int64_t>::max();
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSomeDataSets));
  Page<v1::DataSet> page;
  RETURN_IF_ERROR(query.Bind(before, limit).ForEachRow([&](const Statement& row) {
    page.rows.push_back(DataSetResource(row));
    if (std::cmp_equal(page.rows.size(), limit)) page.next = row.Int64(0);
  }));
  return page;
}

absl::StatusOr<std::optional<SplitAdded>> ReadSplit(Database& database, const std::string& key) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kOneSplit));
  ASSIGN_OR_RETURN(const bool has_row, query.Bind(key).Step());
  if (!has_row) return std::nullopt;
  return SplitFact(query);
}

}  // namespace rung
