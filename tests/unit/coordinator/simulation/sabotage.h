#pragma once

namespace rung::simulation {

// What the harness breaks on purpose, to show that the checks would see it.
enum class Sabotage {
  kNone,
  kAnswersBeforeCommit,    // a crash takes the newest batch, though its callers were answered
  kForgesAttempt,          // a completion counts for the newest attempt, whoever sends it
  kReplaysNoLostAttempts,  // a restart has forgotten which attempts were lost
  kReplaysNoCheckpoints,   // a restart has forgotten what was handed back
  kRecordsTwice,           // each result is in the log twice
  kStopsTheClock,          // the coordinator sees no time pass
};

}  // namespace rung::simulation
