#include <algorithm>
#include <chrono>
#include <memory>

#include "client/commands/commands.h"
#include "client/interrupt.h"
#include "client/patience.h"
#include "client/render/progress.h"
#include "client/render/top_view.h"
#include "client/result.h"
#include "client/session.h"
#include "client/terminal.h"
#include "common/search_end.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::chrono::seconds kInterval{1};

absl::StatusOr<LabSnapshot> Look(Session& session) {
  LabSnapshot lab;
  ASSIGN_OR_RETURN(lab.coordinator, session.GetCoordinator());
  ASSIGN_OR_RETURN(lab.searches, session.ListSearches());
  ASSIGN_OR_RETURN(lab.workers, session.ListWorkers());
  std::erase_if(lab.searches, [](const v1::Search& search) { return HasEnded(search.state()); });
  std::erase_if(lab.workers, [](const v1::Worker& worker) {
    return worker.state() == v1::Worker::ENDED || worker.silent_seconds() < 0;
  });
  return lab;
}

absl::StatusOr<int> ShowOnce(const Settings& settings) {
  Session session(settings.coordinator);
  ASSIGN_OR_RETURN(const LabSnapshot lab, Look(session));
  return ShowAnswer(TopAnswer(lab), settings.format);
}

// Lines are drawn again in their place, and no mode of the terminal is changed: whenever it
// ends, the prompt comes below what was drawn last. An outage is waited out.
absl::StatusOr<int> ShowLive(const Settings& settings) {
  const Interrupt interrupt;
  Session session(settings.coordinator, interrupt.token());
  int drawn = 0;
  do {
    const auto lab = WithPatience(session.stop(), [&session] { return Look(session); });
    if (session.stop().stop_requested()) break;
    RETURN_IF_ERROR(lab.status());
    const TerminalSize size = OutputTerminalSize();
    std::vector<std::string> lines = TopLines(*lab, size.width, size.height - 1);
    const int used = static_cast<int>(lines.size());
    lines.resize(static_cast<std::size_t>(std::max(used, std::min(drawn, size.height - 1))));
    if (!PrintResult(Redraw(drawn, lines))) {
      return absl::InternalError("the results could not be written to stdout");
    }
    drawn = static_cast<int>(lines.size());
  } while (!WaitOrStop(kInterval, session.stop()));
  return kExitInterrupted;
}

}  // namespace

void AddTop(Program& program) {
  Verb verb = program.AddVerb("top", "Watch searches, workers and what waits; Ctrl-C ends it",
                              "rung top --coordinator lab-1:7077");
  auto is_once = std::make_shared<bool>(false);
  verb.AddFlag("--once", *is_once, "Show the lab once, as where stdout is no terminal");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program, is_once] {
    const Settings& settings = program.settings();
    const bool is_live = !*is_once && settings.format == Format::kTable && IsOutputTerminal();
    return is_live ? ShowLive(settings) : ShowOnce(settings);
  });
}

}  // namespace rung
