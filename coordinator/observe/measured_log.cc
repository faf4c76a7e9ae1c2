#include "coordinator/observe/measured_log.h"

#include <chrono>
#include <variant>

#include "common/spec/enum_names.h"

namespace rung {
namespace {

using prometheus::Histogram;

const Histogram::BucketBoundaries kCommitSeconds = {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                                    0.05,   0.1,    0.2,   0.5,   1,     2,    5};
const Histogram::BucketBoundaries kFacts = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

}  // namespace

MeasuredLog::MeasuredLog(FactLog& log, prometheus::Registry& registry)
    : PassingLog(log),
      seconds_(prometheus::BuildHistogram()
                   .Name("rung_commit_seconds")
                   .Help("Time that a commit of facts to the database took")
                   .Register(registry)
                   .Add({}, kCommitSeconds)),
      facts_(prometheus::BuildHistogram()
                 .Name("rung_commit_facts")
                 .Help("Facts that a commit held: what arrives together is committed together")
                 .Register(registry)
                 .Add({}, kFacts)),
      failures_(prometheus::BuildCounter()
                    .Name("rung_commit_failures_total")
                    .Help("Commits that failed; their callers were told so and call again")
                    .Register(registry)
                    .Add({})),
      faults_(prometheus::BuildCounter()
                  .Name("rung_determinism_faults_total")
                  .Help("Results of two attempts on the same task that were not equal")
                  .Register(registry)
                  .Add({})),
      ended_(prometheus::BuildCounter()
                 .Name("rung_attempts_ended_total")
                 .Help("Attempts that ended, by how: completed, diverged, failed, lost (with its "
                       "worker), cancelled, returned")
                 .Register(registry)) {
  // From the start on, so that the first lost attempt is an increase.
  for (int end = v1::Attempt::COMPLETED; end <= v1::Attempt::End_MAX; ++end) {
    ended_.Add({{"end", EnumName(static_cast<v1::Attempt::End>(end))}});
  }
}

absl::Status MeasuredLog::Commit(std::span<const Fact> facts) {
  const auto start = std::chrono::steady_clock::now();
  absl::Status committed = PassingLog::Commit(facts);
  seconds_.Observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  facts_.Observe(static_cast<double>(facts.size()));
  if (!committed.ok()) {
    failures_.Increment();
    return committed;
  }
  for (const Fact& fact : facts) {
    if (const auto* ended = std::get_if<AttemptEnded>(&fact)) {
      ended_.Add({{"end", EnumName(ended->end)}}).Increment();
    } else if (std::holds_alternative<DeterminismFault>(fact)) {
      faults_.Increment();
    }
  }
  return committed;
}

}  // namespace rung
