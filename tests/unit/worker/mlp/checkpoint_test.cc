#include "worker/mlp/checkpoint.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/status_matchers.h"
#include "tests/unit/worker/mlp/toy_problems.h"

namespace rung::mlp {
namespace {

using testing::HasSubstr;

class CheckpointTest : public testing::Test {
 protected:
  CheckpointTest() {
    TrainTo(2, *trained_);
    checkpoint_ = trained_->Checkpoint();
    untouched_ = fresh_->Checkpoint();
  }

  void ExpectRefused(const std::string& bytes) {
    ASSERT_THAT(fresh_->Restore(bytes), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")));
    ASSERT_EQ(fresh_->Checkpoint(), untouched_);
  }
  void ExpectRefusedBy(const TrialSetup& other) {
    EXPECT_THAT(TrainerOf(other, data_, v1::ACCURACY)->Restore(checkpoint_),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("another trial")));
  }

  // 2 x 16 + 16 x 2 weights and 18 biases, with two moments each.
  static constexpr std::size_t kBodySize = std::size_t{82} * 3 * 4;
  const PreparedTraining& data_ = SmallProblem();
  std::unique_ptr<Trainer> trained_ = TrainerOf(SmallSetup(), data_, v1::ACCURACY);
  std::unique_ptr<Trainer> fresh_ = TrainerOf(SmallSetup(), data_, v1::ACCURACY);
  std::string checkpoint_;
  std::string untouched_;
};

TEST_F(CheckpointTest, BringsBackWhatWasSaved) {
  ASSERT_THAT(fresh_->Restore(checkpoint_), IsOk());
  EXPECT_EQ(fresh_->epochs_done(), 2);
  EXPECT_EQ(fresh_->Checkpoint(), checkpoint_);
}

TEST_F(CheckpointTest, HoldsNothingButHeaderWeightsAndMoments) {
  EXPECT_EQ(checkpoint_.size(), 8 + 2 * 4 + 3 * 4 + 7 * 4 + 7 * 8 + 2 * 8 + 2 * 4 + kBodySize);
  EXPECT_TRUE(checkpoint_.starts_with("rungckpt"));
}

TEST_F(CheckpointTest, EveryTruncationIsRefused) {
  for (std::size_t size = 0; size < checkpoint_.size(); ++size) {
    ExpectRefused(checkpoint_.substr(0, size));
  }
}

TEST_F(CheckpointTest, BytesAfterTheEndAreRefused) { ExpectRefused(checkpoint_ + '\0'); }

TEST_F(CheckpointTest, EveryFlippedBitOfTheHeaderIsRefused) {
  for (std::size_t bit = 0; bit < 8 * (checkpoint_.size() - kBodySize); ++bit) {
    std::string damaged = checkpoint_;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    ExpectRefused(damaged);
  }
}

TEST_F(CheckpointTest, IsRefusedByEveryOtherTrial) {
  TrialSetup other = SmallSetup();
  other.configuration.set_units(0, 15);
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.configuration.set_optimizer(v1::ADAMW);
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.configuration.set_learning_rate(0.011);
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.configuration.set_dropout(0.5);
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.configuration.set_epochs(41);
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.seed = 8;
  ExpectRefusedBy(other);
  other = SmallSetup();
  other.trial = 4;
  ExpectRefusedBy(other);
}

}  // namespace
}  // namespace rung::mlp
