#include "client/render/trial_view.h"

#include "client/render/configuration_view.h"
#include "client/render/names.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

std::vector<ListingColumn> TrialColumns(const v1::Space& space) {
  std::vector<ListingColumn> columns = {
      {"trial", ListingStyle::kNumber, true, ""}, {"state", ListingStyle::kText, true, ""},
      {"rung", ListingStyle::kNumber, true, ""},  {"epochs", ListingStyle::kNumber, true, ""},
      {"score", ListingStyle::kScore, true, ""},  {"decision", ListingStyle::kText, true, ""}};
  const std::vector<ListingColumn> configuration = ConfigurationColumns(space);
  columns.insert(columns.end(), configuration.begin(), configuration.end());
  return columns;
}

// Rung, epochs, score and decision at the highest rung.
std::vector<ListingCell> HighestRung(const v1::Trial& trial) {
  if (trial.rungs().empty()) return {{}, {}, {}, "pending"};
  const v1::RungResult& result = *trial.rungs().rbegin();
  const ListingCell score = result.has_score() ? ListingCell(result.score()) : ListingCell();
  return {std::int64_t{result.rung()}, std::int64_t{result.epochs()}, score,
          DecisionWord(result.decision())};
}

std::vector<ListingCell> Row(const v1::Trial& trial) {
  std::vector<ListingCell> row = {TrialNumber(trial.name()), EnumName(trial.state())};
  for (const ListingCell& cell : HighestRung(trial)) row.push_back(cell);
  for (const ListingCell& cell : ConfigurationCells(trial.configuration())) row.push_back(cell);
  return row;
}

Json RungJson(const v1::RungResult& result) {
  Json json = Json::object();
  json["rung"] = result.rung();
  json["epochs"] = result.epochs();
  json["score"] = result.has_score() ? Json(result.score()) : Json();
  json["training"] = MetricsJson(result.training());
  json["validation"] = MetricsJson(result.validation());
  json["decision"] = DecisionWord(result.decision());
  return json;
}

}  // namespace

std::string DecisionWord(v1::Decision decision) {
  return decision == v1::DECISION_UNSPECIFIED ? "pending" : EnumName(decision);
}

Json TrialJson(const v1::Trial& trial) {
  Json json = Json::object();
  json["trial"] = TrialNumber(trial.name());
  json["state"] = EnumName(trial.state());
  json["config"] = ConfigurationJson(trial.configuration());
  json["rungs"] = Json::array();
  for (const v1::RungResult& result : trial.rungs()) json["rungs"].push_back(RungJson(result));
  return json;
}

Answer TrialsAnswer(const std::string& search, const v1::Space& space,
                    std::span<const v1::Trial> trials) {
  Answer answer;
  answer.listing.columns = TrialColumns(space);
  for (const v1::Trial& trial : trials) {
    answer.listing.rows.push_back(Row(trial));
    answer.lines.push_back(TrialJson(trial));
  }
  answer.json = Json{{"search", search}, {"trials", answer.lines}};
  return answer;
}

}  // namespace rung
