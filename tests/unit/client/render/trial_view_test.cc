#include "client/render/trial_view.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

v1::Trial PromotedTrial() {
  return Parsed<v1::Trial>(fmt::format(
      "name: 'searches/flowers/trials/3' state: WAITING configuration {{ {} }} "
      "rungs {{ rung: 0 epochs: 1 score: 0.1 decision: PROMOTED rank: 1 size: 9 keep: 3 "
      "  training {{ values {{ key: 'log_loss' value: inf }} values {{ key: 'accuracy' value: 0.5 "
      "}} }} "
      "  validation {{ values {{ key: 'accuracy' value: 0.1 }} }} }} "
      "rungs {{ rung: 1 epochs: 3 score: 0.30000000000000004 "
      "  validation {{ values {{ key: 'accuracy' value: 0.30000000000000004 }} }} }}",
      kConfigurationText));
}

v1::Trial DivergedTrial() {
  return Parsed<v1::Trial>(
      fmt::format("name: 'searches/flowers/trials/4' state: DIVERGED configuration {{ {} }} "
                  "rungs {{ rung: 0 epochs: 1 decision: DIVERGED }}",
                  kConfigurationText));
}

TEST(TrialJsonTest, WritesTheLineThatProgramsRead) {
  EXPECT_EQ(JsonLine(TrialJson(PromotedTrial())),
            fmt::format("{{\"trial\":3,\"state\":\"waiting\",\"config\":{},\"rungs\":["
                        "{{\"rung\":0,\"epochs\":1,\"score\":0.1,"
                        "\"training\":{{\"accuracy\":0.5,\"log_loss\":null}},"
                        "\"validation\":{{\"accuracy\":0.1}},\"decision\":\"promoted\"}},"
                        "{{\"rung\":1,\"epochs\":3,\"score\":0.30000000000000004,\"training\":{{}},"
                        "\"validation\":{{\"accuracy\":0.30000000000000004}},"
                        "\"decision\":\"pending\"}}]}}\n",
                        kConfigurationJson));
}

TEST(TrialJsonTest, HasNoScoreForADivergedTrial) {
  const Json json = TrialJson(DivergedTrial());
  EXPECT_TRUE(json["rungs"][0]["score"].is_null());
  EXPECT_EQ(json["rungs"][0]["decision"], "diverged");
}

TEST(TrialsAnswerTest, ShowsEachTrialAtItsHighestRung) {
  v1::Trial waiting;
  waiting.set_name("searches/flowers/trials/5");
  waiting.set_state(v1::Trial::PENDING);
  const std::vector<v1::Trial> trials = {PromotedTrial(), DivergedTrial(), waiting};
  const v1::SearchSpec spec = Parsed<v1::SearchSpec>(kSpecText);
  EXPECT_EQ(Render(TrialsAnswer("flowers", spec.space(), trials), Format::kTable),
            "TRIAL  STATE     RUNG  EPOCHS   SCORE  DECISION  HIDDEN_LAYERS  LEARNING_RATE\n"
            "    3  waiting      1       3  0.3000  pending               2          0.001\n"
            "    4  diverged     0       1       -  diverged              2          0.001\n"
            "    5  pending      -       -       -  pending               0              0\n");
}

TEST(DecisionWordTest, NamesEveryDecision) {
  EXPECT_EQ(DecisionWord(v1::DECISION_UNSPECIFIED), "pending");
  EXPECT_EQ(DecisionWord(v1::PROMOTED), "promoted");
  EXPECT_EQ(DecisionWord(v1::ELIMINATED), "eliminated");
  EXPECT_EQ(DecisionWord(v1::FINALIST), "finalist");
  EXPECT_EQ(DecisionWord(v1::DIVERGED), "diverged");
  EXPECT_EQ(DecisionWord(v1::FAILED), "failed");
}

}  // namespace
}  // namespace rung
