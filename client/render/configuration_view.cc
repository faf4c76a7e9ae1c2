#include "client/render/configuration_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>

#include "common/spec/enum_names.h"

namespace rung {
namespace {

// Whether a parameter has more than one value.
template <typename Parameter>
bool IsOpen(const Parameter& parameter) {
  return parameter.values_size() > 1 || (parameter.has_min() && parameter.min() < parameter.max());
}

bool IsWidthOpen(const v1::Space& space) {
  return space.has_units_per_layer() ? IsOpen(space.units_per_layer()) : IsOpen(space.units());
}

std::string UnitsText(const v1::Configuration& configuration) {
  return fmt::format("{}", fmt::join(configuration.units(), "-"));
}

}  // namespace

Json ConfigurationJson(const v1::Configuration& configuration) {
  Json units = Json::array();
  for (const int width : configuration.units()) units.push_back(width);
  Json json = Json::object();
  json["hidden_layers"] = configuration.hidden_layers();
  json["units"] = units;
  json["learning_rate"] = configuration.learning_rate();
  json["activation"] = EnumName(configuration.activation());
  json["batch_size"] = configuration.batch_size();
  json["epochs"] = configuration.epochs();
  json["optimizer"] = EnumName(configuration.optimizer());
  json["momentum"] = configuration.momentum();
  json["weight_decay"] = configuration.weight_decay();
  json["dropout"] = configuration.dropout();
  json["learning_rate_schedule"] = EnumName(configuration.learning_rate_schedule());
  json["warmup"] = configuration.warmup();
  json["gradient_clip"] = configuration.gradient_clip();
  json["label_smoothing"] = configuration.label_smoothing();
  json["class_weight"] = EnumName(configuration.class_weight());
  return json;
}

std::vector<ListingColumn> ConfigurationColumns(const v1::Space& space) {
  using enum ListingStyle;
  return {
      {"hidden_layers", kNumber, IsOpen(space.hidden_layers()), ""},
      {"units", kText, IsWidthOpen(space), ""},
      {"learning_rate", kNumber, IsOpen(space.learning_rate()), ""},
      {"activation", kText, space.activation_size() > 1, ""},
      {"batch_size", kNumber, IsOpen(space.batch_size()), ""},
      {"configured_epochs", kNumber, false, ""},  // a table has `epochs` already
      {"optimizer", kText, space.optimizer_size() > 1, ""},
      {"momentum", kNumber, IsOpen(space.momentum()), ""},
      {"weight_decay", kNumber, IsOpen(space.weight_decay()), ""},
      {"dropout", kNumber, IsOpen(space.dropout()), ""},
      {"learning_rate_schedule", kText, space.learning_rate_schedule_size() > 1, ""},
      {"warmup", kNumber, IsOpen(space.warmup()), ""},
      {"gradient_clip", kNumber, IsOpen(space.gradient_clip()), ""},
      {"label_smoothing", kNumber, IsOpen(space.label_smoothing()), ""},
      {"class_weight", kText, space.class_weight_size() > 1, ""},
  };
}

std::vector<ListingCell> ConfigurationCells(const v1::Configuration& configuration) {
  return {
      std::int64_t{configuration.hidden_layers()},
      UnitsText(configuration),
      configuration.learning_rate(),
      EnumName(configuration.activation()),
      std::int64_t{configuration.batch_size()},
      std::int64_t{configuration.epochs()},
      EnumName(configuration.optimizer()),
      configuration.momentum(),
      configuration.weight_decay(),
      configuration.dropout(),
      EnumName(configuration.learning_rate_schedule()),
      configuration.warmup(),
      configuration.gradient_clip(),
      configuration.label_smoothing(),
      EnumName(configuration.class_weight()),
  };
}

Json MetricsJson(const v1::Metrics& metrics) {
  const std::map<std::string, double> by_name(metrics.values().begin(), metrics.values().end());
  Json json = Json::object();
  for (const auto& [name, value] : by_name) json[name] = value;
  return json;
}

ListingCell MetricCell(const v1::Metrics& metrics, v1::Metric metric) {
  const auto found = metrics.values().find(EnumName(metric));
  if (found == metrics.values().end()) return {};
  return found->second;
}

}  // namespace rung
