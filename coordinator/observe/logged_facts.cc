#include "coordinator/observe/logged_facts.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>
#include <variant>

#include "common/log/log.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

namespace level = spdlog::level;

template <typename... Takes>
struct Overloaded : Takes... {
  using Takes::operator()...;
};
template <typename... Takes>
Overloaded(Takes...) -> Overloaded<Takes...>;

std::string Because(const std::string& reason) { return reason.empty() ? "" : ": " + reason; }

// What comes with every task is for those who look for a fault; a bad end is for all to see.
level::level_enum LevelOf(const Fact& fact) {
  if (const auto* ended = std::get_if<AttemptEnded>(&fact)) {
    const bool is_bad = ended->end == v1::Attempt::LOST || ended->end == v1::Attempt::FAILED;
    return is_bad ? level::warn : level::debug;
  }
  if (std::holds_alternative<DeterminismFault>(fact)) return level::err;
  const bool is_of_a_task =
      std::holds_alternative<TrialProposed>(fact) || std::holds_alternative<AttemptStarted>(fact);
  return is_of_a_task ? level::debug : level::info;
}

}  // namespace

std::string FactLines::NameOf(SearchId search) const {
  const auto found = searches_.find(search);
  return found == searches_.end() ? fmt::format("#{}", search) : found->second;
}

std::string FactLines::WorkerOf(SessionId session) const {
  const auto found = workers_.find(session);
  return found == workers_.end() ? fmt::format("#{}", session) : found->second;
}

std::string FactLines::FieldsOf(SearchId search) const {
  return LogField("search", NameOf(search));
}

std::string FactLines::FieldsOf(const TaskKey& task, int attempt) const {
  std::string fields =
      fmt::format("{} trial={} task={} attempt={}", FieldsOf(task.search), task.trial,
                  task.is_test ? "test" : std::to_string(task.rung), attempt);
  const auto session = sessions_.find(task);
  if (session != sessions_.end()) fields += ' ' + LogField("worker", WorkerOf(session->second));
  return fields;
}

void FactLines::Learn(const Fact& fact) {
  if (const auto* created = std::get_if<SearchCreated>(&fact)) {
    searches_.insert_or_assign(created->search, created->spec.name());
  } else if (const auto* started = std::get_if<SessionStarted>(&fact)) {
    workers_.insert_or_assign(started->session, started->worker);
  } else if (const auto* lent = std::get_if<AttemptStarted>(&fact)) {
    sessions_.insert_or_assign(lent->task, lent->session);
  }
}

void FactLines::Forget(const Fact& fact) {
  if (const auto* ended = std::get_if<AttemptEnded>(&fact)) {
    sessions_.erase(ended->task);
  } else if (const auto* deleted = std::get_if<SearchDeleted>(&fact)) {
    std::erase_if(sessions_, [&](const auto& one) { return one.first.search == deleted->search; });
    searches_.erase(deleted->search);
  }
}

std::optional<FactLine> FactLines::Take(const Fact& fact, level::level_enum lowest) {
  Learn(fact);
  std::optional<FactLine> line;
  const level::level_enum level = LevelOf(fact);
  if (level >= lowest) line = LineOf(fact);
  if (line) line->level = level;
  Forget(fact);
  return line;
}

std::optional<FactLine> FactLines::LineOf(const Fact& fact) const {
  using Line = std::optional<FactLine>;
  return std::visit(
      Overloaded{
          [&](const DataSetAdded& one) -> Line {
            return FactLine{fmt::format("data set {} added", one.digest), ""};
          },
          [&](const DataSetRemoved& one) -> Line {
            return FactLine{fmt::format("data set {} removed", one.digest), ""};
          },
          [&](const SearchCreated& one) -> Line {
            return FactLine{fmt::format("created, {} epochs", one.planned_epochs),
                            FieldsOf(one.search)};
          },
          [&](const SearchStateChanged& one) -> Line {
            return FactLine{EnumName(one.state) + Because(one.reason), FieldsOf(one.search)};
          },
          [&](const SearchDeleted& one) -> Line {
            return FactLine{"removed", FieldsOf(one.search)};
          },
          [&](const SessionStarted& one) -> Line {
            return FactLine{fmt::format("session {} begins", one.session),
                            LogField("worker", one.worker)};
          },
          [&](const SessionDrained& one) -> Line {
            return FactLine{fmt::format("session {} is sent home", one.session),
                            LogField("worker", WorkerOf(one.session))};
          },
          [&](const SessionEnded& one) -> Line {
            return FactLine{fmt::format("session {} has ended{}", one.session, Because(one.reason)),
                            LogField("worker", WorkerOf(one.session))};
          },
          [&](const TrialProposed& one) -> Line {
            return FactLine{"proposed",
                            fmt::format("{} trial={}", FieldsOf(one.search), one.trial)};
          },
          [&](const AttemptStarted& one) -> Line {
            return FactLine{"lent", FieldsOf(one.task, one.attempt)};
          },
          [&](const AttemptEnded& one) -> Line {
            return FactLine{EnumName(one.end) + Because(one.detail),
                            FieldsOf(one.task, one.attempt)};
          },
          [&](const RungDecided& one) -> Line {
            return FactLine{
                fmt::format("rung {} is decided: {} of {} go on", one.rung, one.keep, one.size),
                FieldsOf(one.search)};
          },
          [&](const FinalistsChosen& one) -> Line {
            return FactLine{fmt::format("{} finalists are chosen", one.finalists.size()),
                            FieldsOf(one.search)};
          },
          [&](const DeterminismFault& one) -> Line {
            return FactLine{"two attempts gave different results: " + one.detail,
                            FieldsOf(one.task, one.attempt)};
          },
          // Told by other facts, or too many.
          [](const SplitAdded&) -> Line { return std::nullopt; },
          [](const EpochsReported&) -> Line { return std::nullopt; },
          [](const ResultRecorded&) -> Line { return std::nullopt; },
          [](const FinalistScored&) -> Line { return std::nullopt; },
      },
      fact);
}

absl::Status LoggedFacts::Commit(std::span<const Fact> facts) {
  absl::Status committed = PassingLog::Commit(facts);
  if (!committed.ok()) return committed;
  for (const Fact& fact : facts) {
    const std::optional<FactLine> line = lines_.Take(fact, spdlog::get_level());
    if (!line) continue;
    const LogScope scope(line->fields);
    spdlog::log(line->level, "{}", line->text);
  }
  return committed;
}

absl::Status LoggedFacts::Replay(const std::function<void(const Fact&)>& apply) {
  return PassingLog::Replay([&](const Fact& fact) {
    lines_.Take(fact, level::off);
    apply(fact);
  });
}

}  // namespace rung
