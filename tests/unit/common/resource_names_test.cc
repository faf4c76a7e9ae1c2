#include "common/resource_names.h"

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

const std::string kDigest(64, 'a');

TEST(ResourceNamesTest, ReadsBackTheNamesThatItMakes) {
  EXPECT_EQ(ParseSearchName(SearchName("digits")).value(), "digits");
  EXPECT_EQ(ParseDataSetName(DataSetName(kDigest)).value(), kDigest);
  const auto trial = ParseTrialName(TrialName("digits", 212));
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->search, "digits");
  EXPECT_EQ(trial->trial, 212);
}

TEST(ResourceNamesTest, ReadsBackTheModelOfATrial) {
  const auto trial = ParseModelName(ModelName("digits", 212));
  ASSERT_THAT(trial, IsOk());
  EXPECT_EQ(trial->search, "digits");
  EXPECT_EQ(trial->trial, 212);
  EXPECT_THAT(ParseModelName("searches/digits/trials/212"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("{trial}/model")));
}

TEST(ResourceNamesTest, ReadsBackAttemptsAtRungsAndAtTheTest) {
  const AttemptName rung{"digits", 5, false, 2, 3};
  EXPECT_EQ(rung.ToString(), "searches/digits/trials/5/tasks/2/attempts/3");
  EXPECT_EQ(ParseAttemptName(rung.ToString()).value(), rung);
  const AttemptName test{"digits", 0, true, 0, 1};
  EXPECT_EQ(test.ToString(), "searches/digits/trials/0/tasks/test/attempts/1");
  EXPECT_EQ(ParseAttemptName(test.ToString()).value(), test);
}

class NoTrialNameTest : public testing::TestWithParam<const char*> {};

TEST_P(NoTrialNameTest, IsRefusedWithTheFormThatIsAskedFor) {
  EXPECT_THAT(ParseTrialName(GetParam()), StatusIs(StatusCode::kInvalidArgument,
                                                   HasSubstr("searches/{search}/trials/{trial}")));
}

INSTANTIATE_TEST_SUITE_P(Names, NoTrialNameTest,
                         testing::Values("", "searches/digits", "searches/digits/trials/",
                                         "searches/digits/trials/-1", "searches/digits/trials/+1",
                                         "searches/digits/trials/01", "searches/digits/trials/1x",
                                         "searches/digits/trials/1/", "/searches/digits/trials/1",
                                         "searches/Digits/trials/1", "searches//trials/1",
                                         "searches/digits/trials/9999999999999999999999"));

TEST(ResourceNamesTest, RefusesAttemptsBeforeTheFirst) {
  EXPECT_THAT(ParseAttemptName("searches/digits/trials/5/tasks/2/attempts/0"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("attempts/{attempt}")));
}

TEST(ResourceNamesTest, RefusesADataSetThatIsNoDigest) {
  EXPECT_THAT(ParseDataSetName("dataSets/../../etc/passwd"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("SHA-256")));
}

TEST(ResourceNamesTest, ShowsNoMoreThanTheStartOfALongName) {
  const auto status = ParseSearchName(std::string(100'000, 'x')).status();
  EXPECT_LT(status.message().size(), 400U);
}

TEST(ResourceNamesTest, KnowsSearchIds) {
  EXPECT_TRUE(IsSearchId("d"));
  EXPECT_TRUE(IsSearchId("digits-2"));
  EXPECT_TRUE(IsSearchId("d" + std::string(62, '0')));
  EXPECT_FALSE(IsSearchId("d" + std::string(63, '0')));
  for (const char* id : {"", "2d", "-d", "Digits", "a_b", "a b", "a/b"}) {
    EXPECT_FALSE(IsSearchId(id)) << id;
  }
}

TEST(ResourceNamesTest, KnowsWorkerIds) {
  EXPECT_TRUE(IsWorkerId("Lab-7.example_1"));
  EXPECT_TRUE(IsWorkerId(std::string(63, 'w')));
  for (const std::string& id : {std::string(), std::string("a b"), std::string("a/b"),
                                std::string("a\nb"), std::string(64, 'w')}) {
    EXPECT_FALSE(IsWorkerId(id)) << id;
  }
}

}  // namespace
}  // namespace rung
