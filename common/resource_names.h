#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace rung {

// `searches/{search}`
std::string SearchName(std::string_view search);
// `searches/{search}/trials/{trial}`
std::string TrialName(std::string_view search, std::int64_t trial);
// `searches/{search}/trials/{trial}/model`
std::string ModelName(std::string_view search, std::int64_t trial);
// `dataSets/{digest}`
std::string DataSetName(std::string_view digest);
// `workers/{worker}`
std::string WorkerName(std::string_view worker);

// One loan of a task: `searches/{search}/trials/{trial}/tasks/{task}/attempts/{attempt}`,
// where the task is the number of a rung, or `test` for the scoring of a finalist.
struct AttemptName {
  std::string search;
  std::int64_t trial = 0;
  bool is_test = false;
  int rung = 0;  // 0 where is_test
  int attempt = 1;

  std::string ToString() const;
  friend bool operator==(const AttemptName&, const AttemptName&) = default;
};

// The parts of a trial's name.
struct TrialNameParts {
  std::string search;
  std::int64_t trial = 0;
};

// The parsers answer INVALID_ARGUMENT, with the form that is asked for.
absl::StatusOr<std::string> ParseSearchName(std::string_view name);
absl::StatusOr<TrialNameParts> ParseTrialName(std::string_view name);
// The trial whose model it is.
absl::StatusOr<TrialNameParts> ParseModelName(std::string_view name);
absl::StatusOr<std::string> ParseDataSetName(std::string_view name);
absl::StatusOr<AttemptName> ParseAttemptName(std::string_view name);

// A lower-case letter, then up to 62 lower-case letters, digits or hyphens.
bool IsSearchId(std::string_view id);

// 1 to 63 letters, digits, `.`, `_` or `-`.
bool IsWorkerId(std::string_view id);

}  // namespace rung
