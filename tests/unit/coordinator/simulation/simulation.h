#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "calls.h"
#include "choices.h"
#include "history.h"
#include "history_checker.h"
#include "network.h"
#include "sabotage.h"
#include "simulated_client.h"
#include "simulated_coordinator.h"
#include "simulated_log.h"
#include "simulated_worker.h"
#include "timeline.h"

namespace rung::simulation {

// What a simulation came to.
struct Outcome {
  std::string broken;           // the promise that was not kept; empty where all were
  std::string last_lines;       // of the history
  std::uint64_t digest = 0;     // of the whole history
  std::int64_t steps = 0;       // events that happened
  std::size_t testimonies = 0;  // answers that were held against the log
  int searches = 0;
  int compared = 0;  // searches that were held against an undisturbed run
  std::map<std::string, int> fault_counts;
};

// One coordinator, some workers and a client on one timeline, in one thread, all of it a
// function of the seed. For some hundred steps there are faults of all kinds; then there are none,
// and every search must end. Ends early where a promise is broken.
class Simulation {
 public:
  // `under`, which may be null, keeps the facts too, and replays them.
  Simulation(std::uint64_t seed, Sabotage sabotage, FactLog* under);

  Outcome Run();

 private:
  void PlanMischief();
  void EndFaults();
  // The state in memory and one that is replayed answer alike.
  void CompareWithReplay();
  void RunUntilAllHaveEnded();
  void CheckTestimony(Outcome& outcome);
  // What the sabotage makes of a completion.
  void Forge(v1::CompleteTaskRequest& request) const;

  const Sabotage sabotage_;
  Choices choices_;
  Timeline timeline_;
  History history_{timeline_};
  HistoryChecker checker_{timeline_};
  SimulatedLog log_;
  std::unique_ptr<SimulatedCoordinator> coordinator_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<SimulatedClient> client_;
  std::vector<std::unique_ptr<SimulatedWorker>> workers_;
};

}  // namespace rung::simulation
