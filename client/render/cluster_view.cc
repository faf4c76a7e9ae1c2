#include "client/render/cluster_view.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

#include "client/render/names.h"
#include "client/render/text.h"
#include "client/render/times.h"
#include "client/render/worker_facts.h"
#include "common/resource_names.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

using enum ListingStyle;
constexpr std::size_t kShownDigits = 12;

// Negative seconds mean that it was not heard of since the coordinator started.
ListingCell SilentSeconds(const v1::Worker& worker) {
  if (worker.silent_seconds() < 0) return {};
  return worker.silent_seconds();
}

std::string LastSeen(const v1::Worker& worker) {
  return worker.silent_seconds() < 0 ? "" : Duration(worker.silent_seconds()) + " ago";
}

// A rate that is not known yet is nothing.
ListingCell Rate(double rate) { return rate > 0 ? ListingCell(rate) : ListingCell(); }

std::optional<AttemptName> AttemptOf(const v1::Worker& worker) {
  const auto name = ParseAttemptName(worker.attempt());
  if (!name.ok()) return std::nullopt;
  return *name;
}

ListingCell WholeRate(double rate) {
  return rate > 0 ? ListingCell(std::int64_t{std::llround(rate)}) : ListingCell();
}

// `digits trial 17 epoch 9`.
std::string TaskText(const v1::Worker& worker) {
  const auto attempt = AttemptOf(worker);
  if (!attempt) return "";
  return fmt::format("{} trial {} {}", attempt->search, attempt->trial,
                     attempt->is_test ? "test" : fmt::format("epoch {}", worker.epoch()));
}

}  // namespace

Listing WorkerTable(std::span<const v1::Worker> workers) {
  Listing table{{{"worker", kText, true, ""},
                 {"state", kText, true, ""},
                 {"host", kText, true, ""},
                 {"level", kText, true, ""},
                 {"task", kText, true, ""},
                 {"epochs_per_second", kNumber, true, "epochs/s"},
                 {"samples_per_second", kNumber, true, "samples/s"},
                 {"completed_tasks", kNumber, true, "completed"},
                 {"last_seen", kText, true, ""}},
                {}};
  for (const v1::Worker& worker : workers) {
    table.rows.push_back({ShortName(worker.name()), EnumName(worker.state()), worker.host(),
                          InstructionLevel(worker), TaskText(worker),
                          Rate(worker.epochs_per_second()), WholeRate(worker.samples_per_second()),
                          std::int64_t{worker.completed_task_count()}, LastSeen(worker)});
  }
  return table;
}

Answer WorkersAnswer(std::span<const v1::Worker> workers) {
  Listing listing{{{"worker", kText, true, ""},
                   {"state", kText, true, ""},
                   {"silent_seconds", kNumber, true, ""},
                   {"completed_tasks", kNumber, true, ""},
                   {"started", kText, true, ""},
                   {"attempt", kText, true, ""},
                   {"numerics", kText, true, ""},
                   {"end_reason", kText, true, ""},
                   {"host", kText, true, ""},
                   {"version", kText, true, ""},
                   {"cpus", kNumber, true, ""},
                   {"level", kText, true, ""},
                   {"search", kText, true, ""},
                   {"trial", kNumber, true, ""},
                   {"epoch", kNumber, true, ""},
                   {"epochs_per_second", kNumber, true, ""},
                   {"samples_per_second", kNumber, true, ""}},
                  {}};
  for (const v1::Worker& worker : workers) {
    const auto attempt = AttemptOf(worker);
    const auto of_task = [&attempt](std::int64_t number) {
      return attempt ? ListingCell(number) : ListingCell();
    };
    listing.rows.push_back(
        {ShortName(worker.name()), EnumName(worker.state()), SilentSeconds(worker),
         std::int64_t{worker.completed_task_count()}, TimeText(worker.start_time()),
         worker.attempt(), worker.numerics(), worker.end_reason(), worker.host(), worker.version(),
         std::int64_t{worker.cpu_count()}, InstructionLevel(worker), attempt ? attempt->search : "",
         of_task(attempt ? attempt->trial : 0), of_task(worker.epoch()), worker.epochs_per_second(),
         worker.samples_per_second()});
  }
  Answer answer = ListingAnswer("workers", std::move(listing));
  answer.text = RenderTable(WorkerTable(workers));
  return answer;
}

Answer DataSetsAnswer(std::span<const v1::DataSet> data_sets) {
  Listing listing{{{"data_set", kText, true, ""},
                   {"file", kText, true, ""},
                   {"rows", kNumber, true, ""},
                   {"columns", kNumber, true, ""},
                   {"bytes", kNumber, true, ""},
                   {"created", kText, true, ""}},
                  {}};
  Listing shown{{{"data_set", kText, true, ""},
                 {"file", kText, true, ""},
                 {"rows", kNumber, true, ""},
                 {"columns", kNumber, true, ""},
                 {"size", kText, true, ""},
                 {"created", kText, true, ""}},
                {}};
  for (const v1::DataSet& data_set : data_sets) {
    const std::string digest = ShortName(data_set.name());
    const std::int64_t rows = data_set.row_count();
    const std::int64_t columns = data_set.column_count();
    const std::int64_t size = data_set.size_bytes();
    const std::string created = TimeText(data_set.create_time());
    listing.rows.push_back({digest, data_set.display_name(), rows, columns, size, created});
    shown.rows.push_back({digest.substr(0, kShownDigits), data_set.display_name(), rows, columns,
                          Bytes(size), created});
  }
  Answer answer = ListingAnswer("data_sets", std::move(listing));
  answer.text = RenderTable(shown);
  return answer;
}

}  // namespace rung
