#include "client/render/best_view.h"

#include "client/render/configuration_view.h"
#include "client/render/names.h"

namespace rung {
namespace {

std::vector<ListingColumn> BestColumns(const v1::Space& space) {
  std::vector<ListingColumn> columns = {{"trial", ListingStyle::kNumber, true, ""},
                                        {"epochs", ListingStyle::kNumber, true, ""},
                                        {"training", ListingStyle::kScore, true, ""},
                                        {"validation", ListingStyle::kScore, true, ""},
                                        {"validation_spread", ListingStyle::kScore, true, "spread"},
                                        {"test", ListingStyle::kScore, true, ""},
                                        {"test_spread", ListingStyle::kScore, true, "spread"},
                                        {"gap", ListingStyle::kScore, true, ""}};
  const std::vector<ListingColumn> configuration = ConfigurationColumns(space);
  columns.insert(columns.end(), configuration.begin(), configuration.end());
  return columns;
}

ListingCell ValidationSpread(const v1::RankedTrial& ranked) {
  if (!ranked.has_validation_spread()) return {};
  return ranked.validation_spread();
}

ListingCell TestSpread(const v1::RankedTrial& ranked) {
  if (!ranked.has_test_spread()) return {};
  return ranked.test_spread();
}

std::vector<ListingCell> Row(const v1::RankedTrial& ranked, v1::Metric score) {
  std::vector<ListingCell> row = {TrialNumber(ranked.trial().name()),
                                  std::int64_t{ranked.epochs()},
                                  MetricCell(ranked.training(), score),
                                  ranked.score(),
                                  ValidationSpread(ranked),
                                  MetricCell(ranked.test(), score),
                                  TestSpread(ranked),
                                  ranked.gap()};
  const std::vector<ListingCell> cells = ConfigurationCells(ranked.trial().configuration());
  row.insert(row.end(), cells.begin(), cells.end());
  return row;
}

Json RankedJson(const v1::RankedTrial& ranked) {
  Json json = Json::object();
  json["trial"] = TrialNumber(ranked.trial().name());
  json["epochs"] = ranked.epochs();
  json["score"] = ranked.score();
  json["training"] = MetricsJson(ranked.training());
  json["validation"] = MetricsJson(ranked.validation());
  json["test"] = MetricsJson(ranked.test());
  json["gap"] = ranked.gap();
  json["config"] = ConfigurationJson(ranked.trial().configuration());
  if (ranked.has_validation_spread()) json["validation_spread"] = ranked.validation_spread();
  if (ranked.has_test_spread()) json["test_spread"] = ranked.test_spread();
  return json;
}

}  // namespace

Answer BestAnswer(const std::string& search, const v1::SearchSpec& spec,
                  const v1::ListBestTrialsResponse& best) {
  Answer answer;
  answer.listing.columns = BestColumns(spec.space());
  for (const v1::RankedTrial& ranked : best.trials()) {
    answer.listing.rows.push_back(Row(ranked, spec.score()));
    answer.lines.push_back(RankedJson(ranked));
  }
  answer.json = Json{{"search", search}, {"best", answer.lines}};
  return answer;
}

}  // namespace rung
