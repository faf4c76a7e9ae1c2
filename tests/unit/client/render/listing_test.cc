#include "client/render/listing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "client/render/answer.h"

namespace rung {
namespace {

Listing ListingSample() {
  return {{{"name", ListingStyle::kText, true, ""},
           {"count", ListingStyle::kNumber, true, ""},
           {"score", ListingStyle::kScore, true, "accuracy"},
           {"exact", ListingStyle::kNumber, false, ""}},
          {{"größe", std::int64_t{7}, 0.97, 0.1}, {"=a", {}, std::nan(""), -1.0}}};
}

TEST(RenderTableTest, AlignsByPlacesAndTrimsLines) {
  EXPECT_EQ(RenderTable(ListingSample()),
            "NAME   COUNT  ACCURACY\n"
            "größe      7    0.9700\n"
            "=a         -         -\n");
}

TEST(RenderTableTest, EscapesControlCharacters) {
  const Listing listing{{{"name", ListingStyle::kText, true, ""}}, {{"a\x1b[2J"}}};
  EXPECT_EQ(RenderTable(listing), "NAME\na\\x1b[2J\n");
}

TEST(RenderTableTest, ShowsOnlyTheHeadingWithoutRows) {
  EXPECT_EQ(RenderTable({{{"name", ListingStyle::kText, true, ""}}, {}}), "NAME\n");
}

TEST(RenderTest, WritesCsvWithExactNumbersAndDisarmedText) {
  EXPECT_EQ(Render(ListingAnswer("rows", ListingSample()), Format::kCsv),
            "name,count,score,exact\n"
            "größe,7,0.97,0.1\n"
            "'=a,,,-1\n");
}

TEST(RenderTest, EscapesControlCharactersInCsv) {
  const Listing listing{{{"name", ListingStyle::kText, true, ""}}, {{"a\x1b[2J\n"}}};
  EXPECT_EQ(Render(ListingAnswer("rows", listing), Format::kCsv), "name\na\\x1b[2J\\x0a\n");
}

TEST(RenderTest, WritesJsonLinesWithNullForWhatIsNotFinite) {
  EXPECT_EQ(Render(ListingAnswer("rows", ListingSample()), Format::kJsonLines),
            "{\"name\":\"größe\",\"count\":7,\"score\":0.97,\"exact\":0.1}\n"
            "{\"name\":\"=a\",\"count\":null,\"score\":null,\"exact\":-1.0}\n");
}

TEST(RenderTest, WritesOneJsonDocument) {
  const Answer answer = ListingAnswer("rows", {{{"name", ListingStyle::kText, true, ""}}, {{"a"}}});
  EXPECT_EQ(Render(answer, Format::kJson),
            "{\n  \"rows\": [\n    {\n      \"name\": \"a\"\n    }\n  ]\n}\n");
}

TEST(RenderTest, WritesAnEmptyListingAsAnEmptyList) {
  const Answer answer = ListingAnswer("rows", {{{"name", ListingStyle::kText, true, ""}}, {}});
  EXPECT_EQ(answer.json.dump(), "{\"rows\":[]}");
  EXPECT_EQ(Render(answer, Format::kJsonLines), "");
}

TEST(JsonLineTest, SurvivesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonLine(Json{{"name", "a\xff"}}), "{\"name\":\"a\xef\xbf\xbd\"}\n");
}

}  // namespace
}  // namespace rung
