#include "simulation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/temporary_directory.h"

// RUNG_SIMULATION_STEPS=1000000 RUNG_SIMULATION_SEED=1 build/release/tests/simulation_test
// runs simulations from that seed on until so many steps are done.
namespace rung::simulation {
namespace {

std::uint64_t FromEnvironment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

const std::uint64_t kSteps = FromEnvironment("RUNG_SIMULATION_STEPS", 60'000);
const std::uint64_t kSeed = FromEnvironment("RUNG_SIMULATION_SEED", 1);

Outcome Simulate(std::uint64_t seed, Sabotage sabotage = Sabotage::kNone,
                 FactLog* under = nullptr) {
  return Simulation(seed, sabotage, under).Run();
}

// What many simulations came to together.
struct Sum {
  void Add(const Outcome& outcome);
  std::string Text() const;

  int runs = 0;
  std::uint64_t steps = 0;
  std::size_t testimonies = 0;
  int searches = 0;
  int compared = 0;
  std::map<std::string, int> fault_counts;
};

void Sum::Add(const Outcome& outcome) {
  ++runs;
  steps += static_cast<std::uint64_t>(outcome.steps);
  testimonies += outcome.testimonies;
  searches += outcome.searches;
  compared += outcome.compared;
  for (const auto& [fault, count] : outcome.fault_counts) fault_counts[fault] += count;
}

std::string Sum::Text() const {
  std::string text = fmt::format(
      "{} runs, {} steps, {} answers held against the log, {} searches, {} held against an "
      "undisturbed run\n",
      runs, steps, testimonies, searches, compared);
  for (const auto& [fault, count] : fault_counts) text += fmt::format("{:>8} {}\n", count, fault);
  return text;
}

// Whether one of the first runs sees what the harness breaks.
bool IsSeen(Sabotage sabotage) {
  constexpr std::uint64_t kRuns = 30;
  for (std::uint64_t seed = kSeed; seed < kSeed + kRuns; ++seed) {
    const Outcome outcome = Simulate(seed, sabotage);
    if (outcome.broken.empty()) continue;
    fmt::print("seed {}, {}\n", seed, outcome.broken);
    return true;
  }
  return false;
}

TEST(SimulationTest, KeepsEveryPromiseWhateverFails) {
  Sum sum;
  for (std::uint64_t seed = kSeed; sum.steps < kSteps; ++seed) {
    const Outcome outcome = Simulate(seed);
    ASSERT_EQ(outcome.broken, "") << "RUNG_SIMULATION_SEED=" << seed << "\n" << outcome.last_lines;
    sum.Add(outcome);
  }
  fmt::print("{}", sum.Text());
  EXPECT_GT(sum.compared, 0);
}

TEST(SimulationTest, KeepsEveryPromiseInADatabase) {
  for (std::uint64_t seed = kSeed; seed < kSeed + 3; ++seed) {
    const TemporaryDirectory directory;
    const auto store = *Store::Open(directory.File("rung.db"));
    const Outcome outcome = Simulate(seed, Sabotage::kNone, store.get());
    ASSERT_EQ(outcome.broken, "") << "RUNG_SIMULATION_SEED=" << seed << "\n" << outcome.last_lines;
  }
}

TEST(SimulationTest, GivesTheSameHistoryForTheSameSeed) {
  for (std::uint64_t seed = kSeed; seed < kSeed + 3; ++seed) {
    const Outcome first = Simulate(seed);
    const Outcome second = Simulate(seed);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(first.steps, second.steps);
    EXPECT_NE(first.digest, Simulate(seed + 1'000'000).digest);
  }
}

TEST(SimulationTest, SeesAnAnswerThatIsGivenBeforeItsCommit) {
  EXPECT_TRUE(IsSeen(Sabotage::kAnswersBeforeCommit));
}

TEST(SimulationTest, SeesASupersededAttemptThatCompletesTheNewest) {
  EXPECT_TRUE(IsSeen(Sabotage::kForgesAttempt));
}

TEST(SimulationTest, SeesARestartThatForgetsLostAttempts) {
  EXPECT_TRUE(IsSeen(Sabotage::kReplaysNoLostAttempts));
}

TEST(SimulationTest, SeesARestartThatForgetsWhatWasHandedBack) {
  EXPECT_TRUE(IsSeen(Sabotage::kReplaysNoCheckpoints));
}

TEST(SimulationTest, SeesAResultThatIsRecordedTwice) {
  EXPECT_TRUE(IsSeen(Sabotage::kRecordsTwice));
}

TEST(SimulationTest, SeesASearchThatNeverEnds) { EXPECT_TRUE(IsSeen(Sabotage::kStopsTheClock)); }

}  // namespace
}  // namespace rung::simulation
