#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "rung/v1/search_spec.pb.h"

// Every statement about trials and their configurations.
namespace rung {

absl::Status WriteFact(Database& database, const TrialProposed& fact);

// By number.
absl::Status ReplayTrials(Database& database, SearchId search,
                          const std::function<void(const Fact&)>& apply);

// The columns of trials, aliased t, from which ConfigurationOf reads.
#define RUNG_CONFIGURATION_COLUMNS                                                   \
  "t.hidden_layers, t.units, t.learning_rate, t.activation, t.batch_size, t.epochs," \
  " t.optimizer, t.momentum, t.weight_decay, t.dropout, t.learning_rate_schedule,"   \
  " t.warmup, t.gradient_clip, t.label_smoothing, t.class_weight"

// A configuration from a row whose columns from `first` on are those.
v1::Configuration ConfigurationOf(const Statement& row, int first);

// Configurations by trial, from `first_trial` on, at most `limit`.
absl::StatusOr<std::map<std::int64_t, v1::Configuration>> ReadConfigurations(
    Database& database, SearchId search, std::int64_t first_trial, std::int64_t limit);

}  // namespace rung
