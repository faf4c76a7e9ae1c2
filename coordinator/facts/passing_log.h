#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/facts/fact_log.h"

namespace rung {

// Passes everything on to `log`, which outlives it: for those who look at what passes.
class PassingLog : public FactLog {
 public:
  explicit PassingLog(FactLog& log) : log_(log) {}

  absl::Status Commit(std::span<const Fact> facts) override { return log_.Commit(facts); }
  absl::Status Probe() override { return log_.Probe(); }
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override {
    return log_.Replay(apply);
  }
  absl::StatusOr<SearchId> LastSearchId() override { return log_.LastSearchId(); }
  absl::StatusOr<SessionId> LastSessionId() override { return log_.LastSessionId(); }
  absl::StatusOr<std::string> SessionKey() override { return log_.SessionKey(); }
  absl::StatusOr<bool> Sweep(int rows) override { return log_.Sweep(rows); }

 private:
  FactLog& log_;
};

}  // namespace rung
