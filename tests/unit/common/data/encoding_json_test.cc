#include "common/data/encoding_json.h"

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

Encoding ClassificationEncoding() {
  Encoding encoding;
  encoding.columns = {{.name = "size",
                       .is_numeric = true,
                       .mean = 0.1,
                       .scale = 1.0 / 3,
                       .has_missing_input = true,
                       .categories = {}},
                      {.name = "colour \"hue\"", .categories = {"blue", "gr\u00fcn"}}};
  encoding.label = "kind";
  encoding.objective = v1::CLASSIFICATION;
  encoding.class_names = {"cat", "dog"};
  return encoding;
}

Encoding RegressionEncoding() {
  Encoding encoding = ClassificationEncoding();
  encoding.objective = v1::REGRESSION;
  encoding.class_names.clear();
  encoding.target_mean = -1e-7;
  encoding.target_scale = 12345.678901234567;
  return encoding;
}

TEST(EncodingJsonTest, ReadsBackWhatItWrites) {
  EXPECT_EQ(EncodingFromJson(EncodingToJson(ClassificationEncoding())).value(),
            ClassificationEncoding());
  EXPECT_EQ(EncodingFromJson(EncodingToJson(RegressionEncoding())).value(), RegressionEncoding());
}

TEST(EncodingJsonTest, RefusesEveryTruncation) {
  const std::string text = EncodingToJson(ClassificationEncoding());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_THAT(EncodingFromJson(text.substr(0, size)),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("not usable")));
  }
}

TEST(EncodingJsonTest, RefusesFieldsOfAnotherType) {
  for (const char* text :
       {"3", "[]", "{}", "null", R"({"label": 3})", R"({"label":"y","objective":"REGRESSION",
        "class_names":"x","target_mean":0,"target_scale":1,"columns":[]})"}) {
    EXPECT_THAT(EncodingFromJson(text), StatusIs(StatusCode::kInvalidArgument, testing::_)) << text;
  }
}

TEST(EncodingJsonTest, RefusesWhatIsDeeperOrLongerThanAnyEncodingBeforeItIsKept) {
  EXPECT_THAT(EncodingFromJson(std::string(100'000, '[')),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("nested 5 deep")));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_THAT(EncodingFromJson(objects),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("nested 5 deep")));
  std::string values = "[";
  for (int i = 0; i < 3'000'000; ++i) values += "0,";
  EXPECT_THAT(EncodingFromJson(values + "0]"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("parts")));
}

TEST(EncodingJsonTest, ReadsTheWidestThereIs) {
  Encoding encoding = RegressionEncoding();
  encoding.columns.clear();
  for (int i = 0; i < 60'000; ++i) {
    encoding.columns.push_back({.name = std::to_string(i), .is_numeric = true});
  }
  ColumnEncoding& column = encoding.columns.emplace_back();
  for (int i = 100'000; i < 200'000; ++i) column.categories.push_back(std::to_string(i));
  EXPECT_EQ(EncodingFromJson(EncodingToJson(encoding)).value(), encoding);
}

TEST(EncodingJsonTest, RefusesWhatBreaksARule) {
  const auto refuses = [](const Encoding& encoding) {
    return !EncodingFromJson(EncodingToJson(encoding)).ok();
  };
  Encoding encoding = ClassificationEncoding();
  encoding.columns[0].scale = 0;
  EXPECT_TRUE(refuses(encoding));
  encoding = ClassificationEncoding();
  encoding.columns[1].categories = {"b", "a"};
  EXPECT_TRUE(refuses(encoding));
  encoding = ClassificationEncoding();
  encoding.class_names = {"cat"};
  EXPECT_TRUE(refuses(encoding));
  encoding.class_names = {"cat", "dog", "cat"};
  EXPECT_TRUE(refuses(encoding));
  encoding = ClassificationEncoding();
  encoding.columns.clear();
  EXPECT_TRUE(refuses(encoding));
  encoding = RegressionEncoding();
  encoding.class_names = {"cat", "dog"};
  EXPECT_TRUE(refuses(encoding));
}

TEST(EncodingJsonTest, WritesEvenNamesThatAreNotUtf8) {
  Encoding encoding = RegressionEncoding();
  encoding.label = "\xFC";
  EXPECT_THAT(EncodingFromJson(EncodingToJson(encoding)), IsOk());
}

}  // namespace
}  // namespace rung
