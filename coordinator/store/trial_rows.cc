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

constexpr char kInsertTrial[] =
    "INSERT INTO trials (search_id, trial, hidden_layers, units, learning_rate, activation,"
    " batch_size, epochs, optimizer, momentum, weight_decay, dropout, learning_rate_schedule,"
    " warmup, gradient_clip, label_smoothing, class_weight)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

constexpr char kSelectTrials[] =
    "SELECT t.trial, " RUNG_CONFIGURATION_COLUMNS
    " FROM trials AS t WHERE t.search_id = ?1 AND t.trial >= ?2 ORDER BY t.trial LIMIT ?3";

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

}  // namespace

v1::Configuration ConfigurationOf(const Statement& row, int first) {
  v1::Configuration configuration;
  configuration.set_hidden_layers(row.Int(first));
  ParseUnits(row.Text(first + 1), configuration);
  configuration.set_learning_rate(row.Double(first + 2));
  configuration.set_activation(FromWord<v1::Activation>(row.Text(first + 3)));
  configuration.set_batch_size(row.Int(first + 4));
  configuration.set_epochs(row.Int(first + 5));
  configuration.set_optimizer(FromWord<v1::Optimizer>(row.Text(first + 6)));
  configuration.set_momentum(row.Double(first + 7));
  configuration.set_weight_decay(row.Double(first + 8));
  configuration.set_dropout(row.Double(first + 9));
  configuration.set_learning_rate_schedule(
      FromWord<v1::LearningRateSchedule>(row.Text(first + 10)));
  configuration.set_warmup(row.Double(first + 11));
  configuration.set_gradient_clip(row.Double(first + 12));
  configuration.set_label_smoothing(row.Double(first + 13));
  configuration.set_class_weight(FromWord<v1::ClassWeight>(row.Text(first + 14)));
  return configuration;
}

absl::Status WriteFact(Database& database, const TrialProposed& fact) {
  const v1::Configuration& c = fact.configuration;
  ASSIGN_OR_RETURN(Statement insert, database.Prepare(kInsertTrial));
  insert.Bind(fact.search, fact.trial, c.hidden_layers(),
              fmt::format("[{}]", fmt::join(c.units(), ",")), c.learning_rate(),
              EnumName(c.activation()), c.batch_size(), c.epochs(), EnumName(c.optimizer()),
              c.momentum(), c.weight_decay(), c.dropout(), EnumName(c.learning_rate_schedule()),
              c.warmup(), c.gradient_clip(), c.label_smoothing(), EnumName(c.class_weight()));
  return insert.Run();
}

absl::Status ReplayTrials(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply) {
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelectTrials));
  query.Bind(search, 0, std::numeric_limits<std::int64_t>::max());
  return query.ForEachRow([&](const Statement& row) {
    apply(TrialProposed{search, row.Int64(0), ConfigurationOf(row, 1)});
  });
}

absl::StatusOr<std::map<std::int64_t, v1::Configuration>> ReadConfigurations(
    Database& database, SearchId search, std::int64_t first_trial, std::int64_t limit) {
  std::map<std::int64_t, v1::Configuration> configurations;
  ASSIGN_OR_RETURN(Statement query, database.Prepare(kSelectTrials));
  RETURN_IF_ERROR(query.Bind(search, first_trial, limit).ForEachRow([&](const Statement& row) {
    configurations.emplace_hint(configurations.end(), row.Int64(0), ConfigurationOf(row, 1));
  }));
  return configurations;
}

}  // namespace rung
