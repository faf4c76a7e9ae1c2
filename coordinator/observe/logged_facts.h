#pragma once

#include <spdlog/common.h>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "coordinator/facts/passing_log.h"

namespace rung {

// What a fact says to people who read the log.
struct FactLine {
  std::string text;
  std::string fields;  // as LogScope takes them
  spdlog::level::level_enum level = spdlog::level::info;
};

// Knows the names in the log of what facts call by number. Used by one thread.
class FactLines {
 public:
  // Takes in a fact, in order, which may bring a name. Answers its line; nullopt for one that
  // is below the level `lowest`, or that the log leaves out.
  std::optional<FactLine> Take(const Fact& fact, spdlog::level::level_enum lowest);

 private:
  void Learn(const Fact& fact);
  std::optional<FactLine> LineOf(const Fact& fact) const;
  void Forget(const Fact& fact);
  std::string NameOf(SearchId search) const;
  std::string WorkerOf(SessionId session) const;
  std::string FieldsOf(SearchId search) const;
  std::string FieldsOf(const TaskKey& task, int attempt) const;

  std::map<SearchId, std::string> searches_;
  std::map<SessionId, std::string> workers_;
  // While an attempt is open.
  std::map<TaskKey, SessionId> sessions_;
};

// Passes everything on to `log`, which outlives it, and writes a line of the program's log of
// each fact that was committed. Used by the deciding thread alone.
class LoggedFacts final : public PassingLog {
 public:
  explicit LoggedFacts(FactLog& log) : PassingLog(log) {}

  absl::Status Commit(std::span<const Fact> facts) override;
  absl::Status Replay(const std::function<void(const Fact&)>& apply) override;

 private:
  FactLines lines_;
};

}  // namespace rung
