#include "client/render/top_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "client/render/cluster_view.h"
#include "client/render/names.h"
#include "client/render/text.h"
#include "common/escape.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

using enum ListingStyle;

// What its workers train a second. Where it alone runs that is what all train: one that is
// between two of its tasks counts, too.
double EpochsPerSecond(const v1::Search& search, const LabSnapshot& lab) {
  const auto is_running = [](const v1::Search& one) { return one.state() == v1::Search::RUNNING; };
  const bool is_alone = is_running(search) && std::ranges::count_if(lab.searches, is_running) == 1;
  double rate = 0;
  for (const v1::Worker& worker : lab.workers) {
    const bool is_its = worker.attempt().starts_with(search.name() + '/');
    if (is_its || is_alone) rate += worker.epochs_per_second();
  }
  return rate;
}

std::string TimeLeft(const v1::Search& search, double epochs_per_second) {
  const auto left = search.progress().planned_epochs() - search.progress().trained_epochs();
  if (epochs_per_second <= 0 || left <= 0 || search.state() != v1::Search::RUNNING) return "";
  return Duration(static_cast<double>(left) / epochs_per_second);
}

std::string DoneText(const v1::Progress& progress) {
  const std::int64_t planned = std::max<std::int64_t>(progress.planned_epochs(), 1);
  return fmt::format("{}/{} ({} %)", GroupedNumber(progress.trained_epochs()),
                     GroupedNumber(progress.planned_epochs()),
                     std::min<std::int64_t>(100 * progress.trained_epochs() / planned, 100));
}

Listing SearchTable(const LabSnapshot& lab) {
  Listing table{{{"search", kText, true, ""},
                 {"state", kText, true, ""},
                 {"epochs", kText, true, ""},
                 {"running", kNumber, true, ""},
                 {"epochs_per_second", kNumber, true, "epochs/s"},
                 {"left", kText, true, ""}},
                {}};
  for (const v1::Search& search : lab.searches) {
    const double rate = EpochsPerSecond(search, lab);
    table.rows.push_back({ShortName(search.name()), EnumName(search.state()),
                          DoneText(search.progress()),
                          std::int64_t{search.progress().running_tasks()},
                          rate > 0 ? ListingCell(rate) : ListingCell(), TimeLeft(search, rate)});
  }
  return table;
}

// Searches and workers in rows of one kind, for programs.
Listing AllRows(const LabSnapshot& lab) {
  Listing listing{{{"kind", kText, true, ""},
                   {"name", kText, true, ""},
                   {"state", kText, true, ""},
                   {"trained_epochs", kNumber, true, ""},
                   {"planned_epochs", kNumber, true, ""},
                   {"running_tasks", kNumber, true, ""},
                   {"epochs_per_second", kNumber, true, ""},
                   {"samples_per_second", kNumber, true, ""},
                   {"attempt", kText, true, ""}},
                  {}};
  for (const v1::Search& search : lab.searches) {
    listing.rows.push_back({"search", ShortName(search.name()), EnumName(search.state()),
                            std::int64_t{search.progress().trained_epochs()},
                            std::int64_t{search.progress().planned_epochs()},
                            std::int64_t{search.progress().running_tasks()},
                            EpochsPerSecond(search, lab), ListingCell(), ""});
  }
  for (const v1::Worker& worker : lab.workers) {
    listing.rows.push_back({"worker", ShortName(worker.name()), EnumName(worker.state()),
                            ListingCell(), ListingCell(), ListingCell(), worker.epochs_per_second(),
                            worker.samples_per_second(), worker.attempt()});
  }
  return listing;
}

std::string HeadLine(const v1::Coordinator& coordinator) {
  const std::string trouble =
      coordinator.trouble().empty() ? "" : "; TAKES NO WORK: " + coordinator.trouble();
  return EscapeControls(fmt::format("{} waiting, {} running; {} free on the coordinator's disk{}",
                                    Counted(coordinator.waiting_task_count(), "task"),
                                    GroupedNumber(coordinator.running_task_count()),
                                    Bytes(coordinator.disk_free_bytes()), trouble));
}

std::string TextOf(const LabSnapshot& lab) {
  return fmt::format(
      "{}\n\n{}\n{}", HeadLine(lab.coordinator),
      lab.searches.empty() ? "no search is running\n" : RenderTable(SearchTable(lab)),
      lab.workers.empty() ? "no worker is connected\n" : RenderTable(WorkerTable(lab.workers)));
}

}  // namespace

Answer TopAnswer(const LabSnapshot& lab) {
  Answer answer = ListingAnswer("rows", AllRows(lab));
  const v1::Coordinator& coordinator = lab.coordinator;
  answer.json = Json{{"version", coordinator.version()},
                     {"trouble", coordinator.trouble()},
                     {"waiting_tasks", coordinator.waiting_task_count()},
                     {"running_tasks", coordinator.running_task_count()},
                     {"database_bytes", coordinator.database_bytes()},
                     {"blob_bytes", coordinator.blob_bytes()},
                     {"disk_free_bytes", coordinator.disk_free_bytes()},
                     {"rows", answer.lines}};
  answer.text = TextOf(lab);
  return answer;
}

std::vector<std::string> TopLines(const LabSnapshot& lab, int width, int height) {
  std::vector<std::string> lines;
  std::istringstream text(TextOf(lab));
  for (std::string line; std::getline(text, line);) lines.emplace_back(FirstPlaces(line, width));
  const auto most = static_cast<std::size_t>(std::max(height, 3));
  if (lines.size() > most) {
    const std::size_t hidden = lines.size() - most + 1;
    lines.resize(most - 1);
    lines.push_back(fmt::format("and {} more lines; `rung top --once` shows all", hidden));
  }
  return lines;
}

}  // namespace rung
