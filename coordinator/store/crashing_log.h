#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "coordinator/facts/fact_log.h"

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
class CrashingLog final : public FactLog {
 public:
  CrashingLog(FactLog& log, CrashPoint point) : log_(log), point_(point) {}

  absl::Status Commit(std::span<const Fact> facts) override;
  absl::Status Probe() override { return log_.Probe(); }
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override {
    return log_.Replay(apply);
  }
  absl::StatusOr<SearchId> LastSearchId() override { return log_.LastSearchId(); }
  absl::StatusOr<SessionId> LastSessionId() override { return log_.LastSessionId(); }
  absl::StatusOr<bool> Sweep(int rows) override { return log_.Sweep(rows); }

 private:
  FactLog& log_;
  const CrashPoint point_;
  std::int64_t commits_ = 0;
};

}  // namespace rung
