#include "client/render/compare_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

Answer ComparisonSample() {
  const auto comparison = Parsed<v1::CompareHyperparameterResponse>(
      "rungs { rung: 0 epochs: 1 "
      "  values { value: 'relu' scored_count: 20 diverged_count: 1 failed_count: 2 "
      "    median_score: 0.9 lower_quartile: 0.85 upper_quartile: 0.93 best_score: 0.97 "
      "    median_gap: 0.01 } "
      "  values { value: 'tanh' diverged_count: 3 } } ");
  return CompareAnswer("flowers", "activation", Parsed<v1::SearchSpec>(kSpecText), comparison);
}

TEST(CompareAnswerTest, ComparesWithinARungAndMarksFewTrials) {
  EXPECT_EQ(Render(ComparisonSample(), Format::kTable),
            "activation by accuracy (higher is better); only trials of the same rung are "
            "compared\n"
            "\n"
            "rung 0, 1 epoch\n"
            "VALUE  TRIALS  DIVERGED  FAILED  MEDIAN  QUARTILES           BEST     GAP  EVIDENCE\n"
            "relu       23         1       2  0.9000  0.8500 to 0.9300  0.9700  0.0100  -\n"
            "tanh        3         3       0       -  -                      -       -  few\n");
}

TEST(CompareAnswerTest, LeavesOutAGapThatWasNotMeasured) {
  const auto comparison = Parsed<v1::CompareHyperparameterResponse>(
      "rungs { epochs: 9 values { value: '5' scored_count: 1 median_score: 0.9 } }");
  const Answer answer =
      CompareAnswer("flowers", "epochs", Parsed<v1::SearchSpec>(kSpecText), comparison);
  EXPECT_EQ(answer.json["values"][0]["median"], 0.9);
  EXPECT_TRUE(answer.json["values"][0]["gap"].is_null());
}

TEST(CompareAnswerTest, ShowsQuartilesInTheStyleOfTheMedian) {
  const auto comparison = Parsed<v1::CompareHyperparameterResponse>(
      "rungs { values { value: 'relu' scored_count: 9 median_score: 2.5e12 "
      "  lower_quartile: 1.5e12 upper_quartile: 3.5e12 best_score: 1e12 } }");
  const Answer answer =
      CompareAnswer("prices", "activation", Parsed<v1::SearchSpec>(kSpecText), comparison);
  EXPECT_THAT(answer.text, testing::HasSubstr("2.5e+12  1.5e+12 to 3.5e+12"));
}

TEST(CompareAnswerTest, HasNoScoresWhereNoTrialHasOne) {
  const Json json = ComparisonSample().json;
  EXPECT_EQ(json["hyperparameter"], "activation");
  EXPECT_EQ(json["values"][1].dump(),
            "{\"rung\":0,\"epochs\":1,\"value\":\"tanh\",\"trials\":3,\"scored\":0,"
            "\"diverged\":3,\"failed\":0,\"median\":null,\"lower_quartile\":null,"
            "\"upper_quartile\":null,\"best\":null,\"gap\":null}");
}

}  // namespace
}  // namespace rung
