#include <gtest/gtest.h>

#include <vector>

#include "common/spec/enum_names.h"
#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/coordinator/store/temporary_directory.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

class SchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::Open(directory_.File("rung.db"));
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    ASSERT_THAT(store_->Commit(history_.Prepare().Create("digits").Propose(0).Take()), IsOk());
  }

  absl::Status Commit(Fact fact) { return store_->Commit(std::vector<Fact>{std::move(fact)}); }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  ExampleHistory history_;
};

ResultRecorded CompletedResult() {
  ResultRecorded result;
  result.task = {1, 0, false, 0};
  result.attempt = 1;
  result.epochs = 1;
  result.outcome = v1::CompleteTaskRequest::COMPLETED;
  result.score = 0.5;
  result.checkpoint = Digest('c');
  return result;
}

TEST_F(SchemaTest, HoldsAResultThatKeepsTheRules) {
  EXPECT_THAT(Commit(CompletedResult()), IsOk());
}

template <typename Enum>
std::vector<Enum> NamedValues() {
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  std::vector<Enum> values;
  for (int i = 1; i < type->value_count(); ++i) {
    values.push_back(static_cast<Enum>(type->value(i)->number()));
  }
  return values;
}

TEST_F(SchemaTest, HoldsEveryValueThatASpaceMayList) {
  std::int64_t trial = 1;
  const auto expect_held = [&](auto set, auto values) {
    for (const auto value : values) {
      TrialProposed proposed{1, trial++, ExampleConfiguration(0)};
      (proposed.configuration.*set)(value);
      EXPECT_THAT(Commit(proposed), IsOk()) << EnumName(value);
    }
  };
  using C = v1::Configuration;
  expect_held(&C::set_activation, NamedValues<v1::Activation>());
  expect_held(&C::set_optimizer, NamedValues<v1::Optimizer>());
  expect_held(&C::set_learning_rate_schedule, NamedValues<v1::LearningRateSchedule>());
  expect_held(&C::set_class_weight, NamedValues<v1::ClassWeight>());
}

TEST_F(SchemaTest, HoldsASearchOfEveryScore) {
  SearchId search = 2;
  for (const v1::Metric metric : NamedValues<v1::Metric>()) {
    SearchCreated created{search, ExampleSpec(EnumName(metric)), Digest('d'), "split", 0, "", 1};
    created.spec.set_score(metric);
    EXPECT_THAT(Commit(created), IsOk()) << EnumName(metric);
    ++search;
  }
}

TEST_F(SchemaTest, RefusesACompletedResultWithoutAScore) {
  ResultRecorded result = CompletedResult();
  result.score.reset();
  EXPECT_THAT(Commit(result), StatusIs(absl::StatusCode::kInternal, HasSubstr("CHECK")));
}

TEST_F(SchemaTest, RefusesADivergedResultWithAScore) {
  ResultRecorded result = CompletedResult();
  result.outcome = v1::CompleteTaskRequest::DIVERGED;
  result.checkpoint.clear();
  EXPECT_THAT(Commit(result), StatusIs(absl::StatusCode::kInternal, HasSubstr("CHECK")));
}

TEST_F(SchemaTest, RefusesACheckpointThatIsNoDigest) {
  ResultRecorded result = CompletedResult();
  result.checkpoint = "somewhere";
  EXPECT_THAT(Commit(result), StatusIs(absl::StatusCode::kInternal, HasSubstr("CHECK")));
}

TEST_F(SchemaTest, RefusesASecondResultAtARung) {
  ASSERT_THAT(Commit(CompletedResult()), IsOk());
  EXPECT_THAT(Commit(CompletedResult()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("UNIQUE")));
}

TEST_F(SchemaTest, RefusesAResultAtARungThatTheSearchDoesNotHave) {
  ResultRecorded result = CompletedResult();
  result.task.rung = 3;
  EXPECT_THAT(Commit(result), StatusIs(absl::StatusCode::kInternal, HasSubstr("FOREIGN KEY")));
}

TEST_F(SchemaTest, RefusesAnEnumerationThatWasNotSet) {
  TrialProposed trial{1, 1, ExampleConfiguration(1)};
  trial.configuration.clear_activation();
  EXPECT_THAT(Commit(trial), StatusIs(absl::StatusCode::kInternal, HasSubstr("CHECK")));
}

TEST_F(SchemaTest, RefusesToKeepMoreThanARungHeld) {
  EXPECT_THAT(Commit(RungDecided{1, 0, 3, 4, 1}),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("CHECK")));
}

TEST_F(SchemaTest, RefusesASecondSearchOfTheSameName) {
  history_.Create("digits", 2);
  EXPECT_THAT(store_->Commit(history_.Take()),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("UNIQUE")));
}

}  // namespace
}  // namespace rung
