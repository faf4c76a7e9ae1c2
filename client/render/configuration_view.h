#pragma once

#include <vector>

#include "client/render/answer.h"
#include "client/render/listing.h"
#include "rung/v1/search_spec.pb.h"
#include "rung/v1/trial.pb.h"

// Configurations and metrics, as every answer shows them.
namespace rung {

// A configuration as an object: every hyperparameter under its name in
// search_spec.proto, `units` as a list.
Json ConfigurationJson(const v1::Configuration& configuration);

// Columns of a configuration, in the same order. In a table only the
// hyperparameters that `space` leaves open are shown.
std::vector<ListingColumn> ConfigurationColumns(const v1::Space& space);

// The cells of those columns; units are `128-64`.
std::vector<ListingCell> ConfigurationCells(const v1::Configuration& configuration);

// Metrics as an object, by name; null where not finite.
Json MetricsJson(const v1::Metrics& metrics);

// One metric; nothing where it is not there.
ListingCell MetricCell(const v1::Metrics& metrics, v1::Metric metric);

}  // namespace rung
