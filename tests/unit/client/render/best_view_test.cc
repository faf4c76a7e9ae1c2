#include "client/render/best_view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

v1::ListBestTrialsResponse OneFinalist() {
  return Parsed<v1::ListBestTrialsResponse>(fmt::format(
      "is_final: true trials {{ "
      "  trial {{ name: 'searches/flowers/trials/12' configuration {{ {} }} }} "
      "  epochs: 81 score: 1 gap: 0.015625 validation_spread: 0.0013 test_spread: 0.002 "
      "  training {{ values {{ key: 'log_loss' value: nan }} values {{ key: 'accuracy' value: 1 }} "
      "}} "
      "  validation {{ values {{ key: 'accuracy' value: 1 }} }} "
      "  test {{ values {{ key: 'accuracy' value: 0.9694 }} }} }}",
      kConfigurationText));
}

Answer BestSample() {
  return BestAnswer("flowers", Parsed<v1::SearchSpec>(kSpecText), OneFinalist());
}

TEST(BestAnswerTest, WritesTheJsonThatProgramsRead) {
  EXPECT_EQ(BestSample().json.dump(),
            fmt::format("{{\"search\":\"flowers\",\"best\":[{{\"trial\":12,\"epochs\":81,"
                        "\"score\":1.0,\"training\":{{\"accuracy\":1.0,\"log_loss\":null}},"
                        "\"validation\":{{\"accuracy\":1.0}},\"test\":{{\"accuracy\":0.9694}},"
                        "\"gap\":0.015625,\"config\":{},\"validation_spread\":0.0013,"
                        "\"test_spread\":0.002}}]}}",
                        kConfigurationJson));
}

TEST(BestAnswerTest, ShowsTheOpenHyperparametersBesideEveryScore) {
  EXPECT_EQ(Render(BestSample(), Format::kTable),
            "TRIAL  EPOCHS  TRAINING  VALIDATION  SPREAD    TEST  SPREAD     GAP  HIDDEN_LAYERS  "
            "LEARNING_RATE\n"
            "   12      81    1.0000      1.0000  0.0013  0.9694  0.0020  0.0156              2  "
            "        0.001\n");
}

TEST(BestAnswerTest, WritesEveryHyperparameterAsCsv) {
  EXPECT_EQ(Render(BestSample(), Format::kCsv),
            "trial,epochs,training,validation,validation_spread,test,test_spread,gap,"
            "hidden_layers,units,learning_rate,activation,batch_size,configured_epochs,optimizer,"
            "momentum,weight_decay,dropout,learning_rate_schedule,warmup,gradient_clip,"
            "label_smoothing,class_weight\n"
            "12,81,1,1,0.0013,0.9694,0.002,0.015625,2,128-64,0.001,relu,32,81,adam,0.9,0,0,"
            "cosine,0,0,0,equal\n");
}

TEST(BestAnswerTest, LeavesOutWhatIsNotScoredYet) {
  v1::ListBestTrialsResponse best = OneFinalist();
  best.mutable_trials(0)->clear_test();
  best.mutable_trials(0)->clear_validation_spread();
  best.mutable_trials(0)->clear_test_spread();
  const Answer answer = BestAnswer("flowers", Parsed<v1::SearchSpec>(kSpecText), best);
  EXPECT_EQ(answer.json["best"][0]["test"].dump(), "{}");
  EXPECT_FALSE(answer.json["best"][0].contains("test_spread"));
  EXPECT_FALSE(answer.json["best"][0].contains("validation_spread"));
}

TEST(BestAnswerTest, WritesAnEmptyListWithoutTrials) {
  EXPECT_EQ(BestAnswer("flowers", v1::SearchSpec(), v1::ListBestTrialsResponse()).json.dump(),
            "{\"search\":\"flowers\",\"best\":[]}");
}

}  // namespace
}  // namespace rung
