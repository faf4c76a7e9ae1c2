#include "coordinator/service/work_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;

// One thread, held up until Release, that notes whose work it does.
class WorkPoolTest : public testing::Test {
 protected:
  WorkPoolTest() {
    EXPECT_THAT(pool_.Submit(
                    [this] {
                      entered_.set_value();
                      released_.get_future().wait();
                    },
                    {}),
                IsOk());
    entered_.get_future().wait();
  }

  absl::Status Submit(const std::string& caller, std::size_t bytes = 1) {
    return pool_.Submit([this, caller] { done_.push_back(caller); },
                        {.caller = caller, .bytes = bytes});
  }

  void Finish() {
    released_.set_value();
    pool_.Close();
  }

  std::promise<void> entered_;
  std::promise<void> released_;
  std::vector<std::string> done_;
  WorkPool pool_{1, {.pieces = 5, .pieces_of_a_caller = 3, .bytes = 100}};
};

TEST_F(WorkPoolTest, LetsCallersTakeTurns) {
  for (const char* caller : {"greedy", "greedy", "greedy", "late"}) {
    ASSERT_THAT(Submit(caller), IsOk());
  }
  Finish();
  EXPECT_THAT(done_, ElementsAre("greedy", "late", "greedy", "greedy"));
}

TEST_F(WorkPoolTest, KeepsRoomForOthers) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(Submit("greedy"), IsOk());
  EXPECT_THAT(Submit("greedy"), StatusIs(absl::StatusCode::kResourceExhausted, testing::_));
  EXPECT_THAT(Submit("late"), IsOk());
  Finish();
}

TEST_F(WorkPoolTest, RefusesWhatIsTooMuchTogether) {
  ASSERT_THAT(Submit("a", 1000), IsOk());  // one waits, however large
  EXPECT_THAT(Submit("b", 1), StatusIs(absl::StatusCode::kResourceExhausted, testing::_));
  Finish();
  EXPECT_THAT(Submit("b"), StatusIs(absl::StatusCode::kUnavailable, testing::_));
}

}  // namespace
}  // namespace rung
