#include "client/search_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::vector<SearchChoice> Searches() {
  return {{"flowers", v1::Search::RUNNING},
          {"flowers-2", v1::Search::SUCCEEDED},
          {"digits", v1::Search::FAILED}};
}

TEST(ChooseSearchTest, TakesAUniqueBeginning) {
  EXPECT_EQ(*ChooseSearch("d", Searches()), "digits");
}

TEST(ChooseSearchTest, PrefersTheExactNameToLongerOnes) {
  EXPECT_EQ(*ChooseSearch("flowers", Searches()), "flowers");
}

TEST(ChooseSearchTest, ListsTheSearchesThatABeginningFits) {
  EXPECT_THAT(ChooseSearch("flow", Searches()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("more than one search begins with 'flow': flowers, flowers-2")));
}

TEST(ChooseSearchTest, ListsWhatThereIsWhereNothingFits) {
  EXPECT_THAT(ChooseSearch("x", Searches()),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("no search 'x'"), HasSubstr("flowers, flowers-2, digits"))));
  EXPECT_THAT(ChooseSearch("x", {}), StatusIs(absl::StatusCode::kNotFound, HasSubstr("'x'")));
}

TEST(ChooseSearchTest, TakesTheOnlyRunningSearchWhereNoneIsNamed) {
  EXPECT_EQ(*ChooseSearch("", Searches()), "flowers");
}

TEST(ChooseSearchTest, TakesAPausedSearchForARunningOne) {
  const std::vector<SearchChoice> searches = {{"a", v1::Search::PAUSED},
                                              {"b", v1::Search::CANCELLED}};
  EXPECT_EQ(*ChooseSearch("", searches), "a");
}

TEST(ChooseSearchTest, TakesTheOnlyOneThereIsThoughItHasEnded) {
  const std::vector<SearchChoice> one = {{"a", v1::Search::SUCCEEDED}};
  EXPECT_EQ(*ChooseSearch("", one), "a");
  const std::vector<SearchChoice> two = {{"a", v1::Search::SUCCEEDED}, {"b", v1::Search::FAILED}};
  EXPECT_THAT(ChooseSearch("", two), StatusIs(absl::StatusCode::kNotFound, HasSubstr("rung ls")));
}

TEST(ChooseSearchTest, AsksForANameWhereNoneOrSeveralRun) {
  const std::vector<SearchChoice> two = {{"a", v1::Search::RUNNING}, {"b", v1::Search::PENDING}};
  EXPECT_THAT(ChooseSearch("", two),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name one of a, b")));
  EXPECT_THAT(ChooseSearch("", {}), StatusIs(absl::StatusCode::kNotFound, HasSubstr("rung ls")));
}

TEST(ChooseSearchTest, EscapesAndCutsWhatItLists) {
  const std::vector<SearchChoice> many(30, {"a\x1b", v1::Search::RUNNING});
  EXPECT_THAT(ChooseSearch("", many),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("a\\x1b, "), HasSubstr("and 20 more"))));
}

}  // namespace
}  // namespace rung
