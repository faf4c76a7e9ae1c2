#include "coordinator/store/model_rows.h"

#include <fmt/format.h>

#include <string>

#include "common/resource_names.h"
#include "common/status_macros.h"
#include "coordinator/store/trial_rows.h"

namespace rung {
namespace {

constexpr char kHighest[] =
    "SELECT r.epochs, r.checkpoint, p.encoding, " RUNG_CONFIGURATION_COLUMNS
    " FROM trials AS t JOIN searches AS s USING (search_id) JOIN splits AS p USING (split)"
    " LEFT JOIN rung_results AS r ON r.search_id = t.search_id AND r.trial = t.trial"
    "  AND r.checkpoint <> ''"
    " WHERE t.search_id = ?1 AND t.trial = ?2 ORDER BY r.rung DESC LIMIT 1";

}  // namespace

absl::StatusOr<v1::Model> ReadModel(Database& database, const SearchRow& search,
                                    std::int64_t trial) {
  ASSIGN_OR_RETURN(Statement row, database.Prepare(kHighest));
  ASSIGN_OR_RETURN(const bool has_row, row.Bind(search.id, trial).Step());
  if (!has_row) {
    return absl::NotFoundError(
        fmt::format("search {} has not started a trial {}", search.name, trial));
  }
  if (row.IsNull(0)) {
    return absl::FailedPreconditionError(fmt::format(
        "trial {} of search {} has no network: it has completed no rung", trial, search.name));
  }
  v1::Model model;
  model.set_name(ModelName(search.name, trial));
  model.set_epochs(row.Int(0));
  model.set_checkpoint(row.String(1));
  model.set_encoding(std::string(row.Blob(2)));
  *model.mutable_configuration() = ConfigurationOf(row, 3);
  return model;
}

}  // namespace rung
