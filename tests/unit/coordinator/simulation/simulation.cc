#include "simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "answers_of.h"
#include "common/resource_names.h"
#include "search_specs.h"
#include "undisturbed.h"

namespace rung::simulation {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Streams of dice.
enum Stream : std::uint32_t { kOfAll, kOfCoordinator, kOfNetwork, kOfClient, kOfWorkers };

constexpr seconds kLongestDelay(20);  // of what is on its way when the faults end
constexpr minutes kPatience(15);      // until every search has ended

}  // namespace

Simulation::Simulation(std::uint64_t seed, Sabotage sabotage, FactLog* under)
    : sabotage_(sabotage), choices_(seed, kOfAll), log_(history_, sabotage, under) {
  const Fact data_set = TheDataSet();
  if (!log_.Commit({&data_set, 1}).ok()) history_.Break("the data set is not recorded");
  coordinator_ = std::make_unique<SimulatedCoordinator>(timeline_, history_, log_,
                                                        Choices(seed, kOfCoordinator), sabotage);
  network_ =
      std::make_unique<Network>(timeline_, history_, *coordinator_, Choices(seed, kOfNetwork));
  Calls::Forge forge;
  if (sabotage == Sabotage::kForgesAttempt) forge = [this](auto& request) { Forge(request); };
  calls_ = std::make_unique<Calls>(*network_, history_, checker_, forge);
  client_ = std::make_unique<SimulatedClient>(timeline_, *calls_, Choices(seed, kOfClient),
                                              /*meddles=*/choices_.OneIn(2));
  const int workers = choices_.Between(1, 6);
  for (int i = 1; i <= workers; ++i) {
    workers_.push_back(std::make_unique<SimulatedWorker>(
        fmt::format("worker-{}", i), timeline_, history_, *calls_,
        Choices(seed, kOfWorkers + static_cast<std::uint32_t>(i))));
  }
}

Outcome Simulation::Run() {
  client_->Start();
  for (const auto& worker : workers_) worker->Start();
  PlanMischief();
  const int steps = choices_.Between(300, 2000);
  while (timeline_.steps() < steps && !history_.is_broken()) timeline_.Step();
  CompareWithReplay();
  EndFaults();
  RunUntilAllHaveEnded();
  Outcome outcome;
  CheckTestimony(outcome);
  outcome.broken = history_.broken();
  outcome.last_lines = history_.Tail();
  outcome.digest = history_.digest();
  outcome.steps = timeline_.steps();
  outcome.fault_counts = history_.fault_counts();
  return outcome;
}

void Simulation::PlanMischief() {
  timeline_.After(choices_.Milliseconds(5000, 60'000), [this] {
    if (choices_.OneIn(2)) {
      history_.NoteFault("network cut");
      network_->Cut(choices_.Milliseconds(500, 30'000));
    } else {
      constexpr std::int64_t kDay = 86'400'000'000;
      history_.NoteFault("wall clock set");
      timeline_.SetWallClock(timeline_.now().wall_us + choices_.Between(-1, 1) * kDay);
    }
    PlanMischief();
  });
}

void Simulation::EndFaults() {
  history_.Note("faults end");
  coordinator_->EndFaults();
  network_->EndFaults();
  client_->EndFaults();
  for (const auto& worker : workers_) worker->EndFaults();
}

void Simulation::CompareWithReplay() {
  if (history_.is_broken()) return;
  const LogIndex index(log_.facts());
  std::vector<std::string> live;
  coordinator_->CrashWhileDeciding([&](Decider& decider, Now) -> BatchDecider::Answer {
    live = AnswersOf(decider, index);
    return nullptr;
  });
  if (live.empty()) return;  // the coordinator was down
  Decider replayed(kLeaseTimes, *log_.LastSearchId(), *log_.LastSessionId(), kSessionKey);
  const absl::Status status =
      log_.Replay([&](const Fact& fact) { replayed.Replay(fact, timeline_.now().monotonic); });
  const std::vector<std::string> again = AnswersOf(replayed, index);
  const auto [here, there] = std::ranges::mismatch(live, again);
  if (here == live.end() && there == again.end() && status.ok()) return;
  history_.Break(fmt::format("replayed, the coordinator answers '{}', not '{}'",
                             there == again.end() ? "nothing" : *there,
                             here == live.end() ? "nothing" : *here));
}

void Simulation::RunUntilAllHaveEnded() {
  const MonotonicTime end_of_faults = timeline_.now().monotonic;
  const auto passed = [&] { return timeline_.now().monotonic - end_of_faults; };
  while (!history_.is_broken()) {
    if (passed() > kLongestDelay && log_.checker().HaveAllEnded()) return;
    if (passed() > kPatience) {
      return history_.Break(
          fmt::format("search {} has not ended, a quarter of an hour after the faults",
                      log_.checker().Unended().front()));
    }
    timeline_.Step();
  }
}

void Simulation::CheckTestimony(Outcome& outcome) {
  if (history_.is_broken()) return;
  const LogIndex index(log_.facts());
  outcome.testimonies = checker_.size();
  if (const std::string untrue = checker_.Check(index); !untrue.empty()) {
    history_.Break("told, but not in the log: " + untrue);
  }
  for (const auto& [number, search] : index.searches) {
    ++outcome.searches;
    if (!IsComparable(index, search)) continue;
    ++outcome.compared;
    const std::string difference = DifferenceToUndisturbed(index, search);
    if (!difference.empty()) history_.Break(difference);
  }
}

void Simulation::Forge(v1::CompleteTaskRequest& request) const {
  const LogIndex index(log_.facts());
  const AttemptName name = *ParseAttemptName(request.name());
  for (const LogIndex::Attempt& attempt : std::views::reverse(index.attempts)) {
    AttemptName newest = *ParseAttemptName(attempt.name);
    const int number = std::exchange(newest.attempt, name.attempt);
    if (newest != name) continue;
    newest.attempt = number;
    request.set_name(newest.ToString());
    request.set_session(SessionName(attempt.started.session));
    return;
  }
}

}  // namespace rung::simulation
