#include "client/render/compare_view.h"

#include <fmt/format.h>

#include "client/render/text.h"
#include "common/escape.h"
#include "common/metric.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

using enum ListingStyle;

// Without scored trials there is no such number.
ListingCell ScoreOf(const v1::ComparedValues& values, double score) {
  if (values.scored_count() == 0) return {};
  return score;
}

ListingCell GapOf(const v1::ComparedValues& values) {
  if (!values.has_median_gap()) return {};
  return values.median_gap();
}

std::int64_t TrialCount(const v1::ComparedValues& values) {
  return std::int64_t{values.scored_count()} + values.diverged_count() + values.failed_count();
}

bool IsFew(const v1::ComparedValues& values) { return values.scored_count() < kFewTrials; }

std::string Quartiles(const v1::ComparedValues& values) {
  if (values.scored_count() == 0) return "";
  return ShownNumber(values.lower_quartile(), kScore) + " to " +
         ShownNumber(values.upper_quartile(), kScore);
}

// One rung's table for people.
std::string RungText(const v1::RungComparison& rung) {
  Listing listing{{{"value", kText, true, ""},
                   {"trials", kNumber, true, ""},
                   {"diverged", kNumber, true, ""},
                   {"failed", kNumber, true, ""},
                   {"median", kScore, true, ""},
                   {"quartiles", kText, true, ""},
                   {"best", kScore, true, ""},
                   {"gap", kScore, true, ""},
                   {"evidence", kText, true, ""}},
                  {}};
  for (const v1::ComparedValues& values : rung.values()) {
    listing.rows.push_back(
        {values.value(), TrialCount(values), std::int64_t{values.diverged_count()},
         std::int64_t{values.failed_count()}, ScoreOf(values, values.median_score()),
         Quartiles(values), ScoreOf(values, values.best_score()), GapOf(values),
         IsFew(values) ? "few" : ""});
  }
  const std::string epochs = rung.epochs() == 0 ? "each trial at its own number of epochs"
                                                : Counted(rung.epochs(), "epoch");
  return fmt::format("\nrung {}, {}\n", rung.rung(), epochs) + RenderTable(listing);
}

std::string CompareText(const std::string& hyperparameter, const v1::SearchSpec& spec,
                        const v1::CompareHyperparameterResponse& comparison) {
  std::string text =
      fmt::format("{} by {} ({} is better); only trials of the same rung are compared\n",
                  EscapeControls(hyperparameter), EnumName(spec.score()),
                  HigherIsBetter(spec.score()) ? "higher" : "lower");
  for (const v1::RungComparison& rung : comparison.rungs()) text += RungText(rung);
  return text;
}

Listing CompareListing(const v1::CompareHyperparameterResponse& comparison) {
  Listing listing{{{"rung", kNumber, true, ""},
                   {"epochs", kNumber, true, ""},
                   {"value", kText, true, ""},
                   {"trials", kNumber, true, ""},
                   {"scored", kNumber, true, ""},
                   {"diverged", kNumber, true, ""},
                   {"failed", kNumber, true, ""},
                   {"median", kScore, true, ""},
                   {"lower_quartile", kScore, true, ""},
                   {"upper_quartile", kScore, true, ""},
                   {"best", kScore, true, ""},
                   {"gap", kScore, true, ""}},
                  {}};
  for (const v1::RungComparison& rung : comparison.rungs()) {
    for (const v1::ComparedValues& values : rung.values()) {
      listing.rows.push_back(
          {std::int64_t{rung.rung()}, std::int64_t{rung.epochs()}, values.value(),
           TrialCount(values), std::int64_t{values.scored_count()},
           std::int64_t{values.diverged_count()}, std::int64_t{values.failed_count()},
           ScoreOf(values, values.median_score()), ScoreOf(values, values.lower_quartile()),
           ScoreOf(values, values.upper_quartile()), ScoreOf(values, values.best_score()),
           GapOf(values)});
    }
  }
  return listing;
}

}  // namespace

Answer CompareAnswer(const std::string& search, const std::string& hyperparameter,
                     const v1::SearchSpec& spec,
                     const v1::CompareHyperparameterResponse& comparison) {
  Answer answer;
  answer.text = CompareText(hyperparameter, spec, comparison);
  answer.listing = CompareListing(comparison);
  answer.lines = RowObjects(answer.listing);
  answer.json = Json{{"search", search},
                     {"hyperparameter", hyperparameter},
                     {"score", EnumName(spec.score())},
                     {"values", answer.lines}};
  return answer;
}

}  // namespace rung
