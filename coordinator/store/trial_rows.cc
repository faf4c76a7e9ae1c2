#include "coordinator/store/trial_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <limits>
#include <string_view>

#include "common/status_macros.h"
#include "coordinator/store/words.h"

namespace rung {
namespace {

constexpr char kInsert[] =
    "INSERT INTO trials (search_id, trial, hidden_layers, units, learning_rate, activation,"
    " batch_size, epochs, optimizer, momentum, weight_decay, dropout, learning_rate_schedule)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

constexpr char kSelect[] =
    "SELECT trial, hidden_layers, units, learning_rate, activation, batch_size, epochs, optimizer,"
    " momentum, weight_decay, dropout, learning_rate_schedule"
    " FROM trials WHERE search_id = ?1 AND trial >= ?2 ORDER BY trial LIMIT ?3";

// Reads what fmt::format("[{}]") of whole numbers wrote.
void ParseUnits(std::string_view text, v1::Configuration& configuration) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end) {
    int units = 0;
    const auto [next, error] = std::from_chars(at, end, units);
    if (error == std::errc()) configuration.add_units(units);
    at = error == std::errc() ? next : at + 1;
  }
}

v1::Configuration ConfigurationOf(const Statement& row) {
  v1::Configuration configuration;
  configuration.set_hidden_layers(row.Int(1));
  ParseUnits(row.Text(2), configuration);
  configuration.set_learning_rate(row.Double(3));
  configuration.set_activation(FromWord<v1::Activation>(row.Text(4)));
  configuration.set_batch_size(row.Int(5));
  configuration.set_epochs(row.Int(6));
  configuration.set_optimizer(FromWord<v1::Optimizer>(row.Text(7)));
  configuration.set_momentum(row.Double(8));
  configuration.set_weight_decay(row.Double(9));
  configuration.set_dropout(row.Double(10));
  configuration.set_learning_rate_schedule(FromWord<v1::LearningRateSchedule>(row.Text(11)));
  return configuration;
}

}  // namespace

absl::Status WriteFact(Database& database, const TrialProposed& fact) {
  const v1::Configuration& c = fact.configuration;
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsert));
  insert.Bind(fact.search, fact.trial, c.hidden_layers(),
              fmt::format("[{}]", fmt::join(c.units(), ",")), c.learning_rate(),
              EnumName(c.activation()), c.batch_size(), c.epochs(), EnumName(c.optimizer()),
              c.momentum(), c.weight_decay(), c.dropout(), EnumName(c.learning_rate_schedule()));
  return insert.Run();
}

absl::Status ReplayTrials(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelect));
  query.Bind(search, 0, std::numeric_limits<std::int64_t>::max());
  return query.ForEachRow([&](const Statement& row) {
    apply(TrialProposed{search, row.Int64(0), ConfigurationOf(row)});
  });
}

absl::StatusOr<std::map<std::int64_t, v1::Configuration>> ReadConfigurations(
    Database& database, SearchId search, std::int64_t first_trial, std::int64_t limit) {
  std::map<std::int64_t, v1::Configuration> configurations;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelect));
  RETURN_IF_ERROR(query.Bind(search, first_trial, limit).ForEachRow([&](const Statement& row) {
    configurations.emplace_hint(configurations.end(), row.Int64(0), ConfigurationOf(row));
  }));
  return configurations;
}

}  // namespace rung
