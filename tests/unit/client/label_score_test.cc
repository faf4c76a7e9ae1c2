#include "client/label_score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace rung {
namespace {

Encoding Classes() {
  Encoding encoding;
  encoding.objective = v1::CLASSIFICATION;
  encoding.class_names = {"0.5", "3", "x"};
  return encoding;
}

TEST(LabelScoreTest, KnowsAClassHoweverItsNumberIsWritten) {
  const Encoding encoding = Classes();
  const LabelScore score(encoding);
  EXPECT_EQ(score.Expected(ReadCell("3")), 1);
  EXPECT_EQ(score.Expected(ReadCell(" +3.0")), 1);
  EXPECT_EQ(score.Expected(ReadCell("5e-1")), 0);
  EXPECT_EQ(score.Expected(ReadCell("x")), 2);
  EXPECT_EQ(score.Expected(ReadCell("y")), -1);
  EXPECT_TRUE(std::isnan(score.Expected(ReadCell("?"))));
}

TEST(LabelScoreTest, SaysHowManyOfTheLabelledRowsWereHit) {
  LabelScore score(Classes());
  EXPECT_EQ(score.Text(), "");
  score.Add(score.Expected(ReadCell("x")), 2);
  score.Add(score.Expected(ReadCell("3")), 2);
  score.Add(score.Expected(ReadCell("unknown")), 0);
  score.Add(score.Expected(ReadCell("")), 0);
  EXPECT_EQ(score.Text(), "accuracy 0.3333 over 3 rows with a label");
  EXPECT_EQ(score.unknown_labels(), 1);
}

TEST(LabelScoreTest, SaysHowFarValuesAreOff) {
  Encoding encoding;
  encoding.objective = v1::REGRESSION;
  LabelScore score(encoding);
  score.Add(score.Expected(ReadCell("3")), 6);
  score.Add(score.Expected(ReadCell("none")), 100);
  score.Add(score.Expected(ReadCell("-1")), 3);
  EXPECT_EQ(score.Text(), "rmse 3.5355 over 2 rows with a label");
  EXPECT_EQ(score.unknown_labels(), 0);
}

}  // namespace
}  // namespace rung
