#include "client/render/cluster_view.h"

#include <utility>

#include "client/render/names.h"
#include "client/render/text.h"
#include "client/render/times.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

constexpr ListingStyle kNumber = ListingStyle::kNumber;
constexpr ListingStyle kText = ListingStyle::kText;
constexpr std::size_t kShownDigits = 12;

// Negative seconds mean that it was not heard of since the coordinator started.
ListingCell SilentSeconds(const v1::Worker& worker) {
  if (worker.silent_seconds() < 0) return {};
  return worker.silent_seconds();
}

}  // namespace

Answer WorkersAnswer(std::span<const v1::Worker> workers) {
  Listing listing{{{"worker", kText, true, ""},
                   {"state", kText, true, ""},
                   {"silent_seconds", kNumber, true, ""},
                   {"completed_tasks", kNumber, true, "completed"},
                   {"started", kText, true, ""},
                   {"attempt", kText, true, ""},
                   {"numerics", kText, true, ""},
                   {"end_reason", kText, false, ""}},
                  {}};
  for (const v1::Worker& worker : workers) {
    listing.rows.push_back({ShortName(worker.name()), EnumName(worker.state()),
                            SilentSeconds(worker), std::int64_t{worker.completed_task_count()},
                            TimeText(worker.start_time()), worker.attempt(), worker.numerics(),
                            worker.end_reason()});
  }
  return ListingAnswer("workers", std::move(listing));
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
