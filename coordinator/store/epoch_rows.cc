#include "coordinator/store/epoch_rows.h"

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr char kInsertEpoch[] =
    "INSERT INTO epochs (search_id, trial, epoch, training_loss, training_score, validation_loss,"
    " validation_score, sample_count, seconds) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    " ON CONFLICT (search_id, trial, epoch) DO NOTHING";

constexpr char kSelectEpochs[] =
    "SELECT epoch, training_loss, training_score, validation_loss, validation_score, sample_count,"
    " seconds FROM epochs WHERE search_id = ?1 AND trial = ?2 AND epoch >= ?3"
    " ORDER BY epoch LIMIT ?4";

}  // namespace

absl::Status WriteFact(Database& database, const EpochsReported& fact) {
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertEpoch));
  for (const v1::Epoch& epoch : fact.epochs) {
    insert.Bind(fact.search, fact.trial, epoch.epoch(), epoch.training_loss(),
                epoch.training_score(), epoch.validation_loss(), epoch.validation_score(),
                epoch.sample_count(), epoch.seconds());
    RETURN_IF_ERROR(insert.Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Epoch>> ReadEpochs(Database& database, SearchId search,
                                                  std::int64_t trial, int first_epoch, int limit) {
  std::vector<v1::Epoch> epochs;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelectEpochs));
  query.Bind(search, trial, first_epoch, limit);
  RETURN_IF_ERROR(query.ForEachRow([&](const Statement& row) {
    v1::Epoch& epoch = epochs.emplace_back();
    epoch.set_epoch(row.Int(0));
    epoch.set_training_loss(row.Double(1));
    epoch.set_training_score(row.Double(2));
    epoch.set_validation_loss(row.Double(3));
    epoch.set_validation_score(row.Double(4));
    epoch.set_sample_count(row.Int64(5));
    epoch.set_seconds(row.Double(6));
  }));
  return epochs;
}

}  // namespace rung
