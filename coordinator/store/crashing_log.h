#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "coordinator/facts/passing_log.h"

namespace rung {

// A test aid: the commit at which the process kills itself, as a power cut would, so that
// tests can restart from every boundary between what is recorded and what is answered. It
// is asked for by the environment variable RUNG_TEST_CRASH=before_commit:N or
// after_commit:N; commits are counted from 1 in each process.
struct CrashPoint {
  // INVALID_ARGUMENT unless it is written as above.
  static absl::StatusOr<CrashPoint> Parse(std::string_view value);

  bool is_after = false;  // durable, but nobody has been answered
  std::int64_t commit = 0;
};

// Passes everything on to `log`, which outlives it, until the commit of its crash point.
class CrashingLog final : public PassingLog {
 public:
  CrashingLog(FactLog& log, CrashPoint point) : PassingLog(log), point_(point) {}

  absl::Status Commit(std::span<const Fact> facts) override;

 private:
  const CrashPoint point_;
  std::int64_t commits_ = 0;
};

}  // namespace rung
