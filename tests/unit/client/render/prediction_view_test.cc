#include "client/render/prediction_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rung {
namespace {

Encoding Classes() {
  Encoding encoding;
  encoding.objective = v1::CLASSIFICATION;
  encoding.class_names = {"-1", "a very wide class"};
  return encoding;
}

Predictions TwoRows() {
  return {.rows = 2, .classes = {0, 1}, .probabilities = {0.75F, 0.25F, 0.1F, 0.9F}, .values = {}};
}

// Two batches of two rows.
std::string Whole(const Encoding& encoding, Format format, const Predictions& batch) {
  PredictionView view(encoding, format);
  std::string text = view.Begin();
  text += view.Rows(batch);
  text += view.Rows(batch);
  return text + view.End();
}

TEST(PredictionViewTest, IsCsvThatReadsBack) {
  EXPECT_EQ(Whole(Classes(), Format::kCsv, TwoRows()),
            "prediction,probability_-1,probability_a very wide class\n"
            "-1,0.75,0.25\na very wide class,0.1,0.9\n"
            "-1,0.75,0.25\na very wide class,0.1,0.9\n");
}

TEST(PredictionViewTest, IsOneDocumentOfJson) {
  const Json json = Json::parse(Whole(Classes(), Format::kJson, TwoRows()));
  ASSERT_EQ(json.at("predictions").size(), 4U);
  EXPECT_EQ(json["predictions"][3].dump(),
            R"({"prediction":"a very wide class","probability_-1":0.1,)"
            R"("probability_a very wide class":0.9})");
  PredictionView none(Classes(), Format::kJson);
  EXPECT_EQ(Json::parse(none.Begin() + none.End()), Json::parse(R"({"predictions": []})"));
}

TEST(PredictionViewTest, IsATableWhoseBatchesAreEquallyWide) {
  EXPECT_EQ(Whole(Classes(), Format::kTable, TwoRows()),
            "PREDICTION         PROBABILITY_-1  PROBABILITY_A VERY WIDE CLASS\n"
            "-1                         0.7500                         0.2500\n"
            "a very wide class          0.1000                         0.9000\n"
            "-1                         0.7500                         0.2500\n"
            "a very wide class          0.1000                         0.9000\n");
}

TEST(PredictionViewTest, ShowsValuesOfRegressionInFullToPrograms) {
  Encoding encoding;
  encoding.objective = v1::REGRESSION;
  const Predictions batch{.rows = 1, .classes = {}, .probabilities = {}, .values = {-0.1234567}};
  EXPECT_EQ(Whole(encoding, Format::kJsonLines, batch),
            "{\"prediction\":-0.1234567}\n{\"prediction\":-0.1234567}\n");
  EXPECT_EQ(Whole(encoding, Format::kTable, batch), "PREDICTION\n   -0.1235\n   -0.1235\n");
}

}  // namespace
}  // namespace rung
