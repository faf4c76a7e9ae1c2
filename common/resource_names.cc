#include "common/resource_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

std::vector<std::string_view> SplitAtSlashes(std::string_view name) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t slash = name.find('/');
    parts.push_back(name.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    name.remove_prefix(slash + 1);
  }
}

// A number as fmt prints it: no sign, no leading zeros; at most nine digits.
std::optional<int> ParseNumber(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_canonical = text.size() <= 9 && (text.size() == 1 || !text.starts_with('0'));
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || !is_canonical) {
    return std::nullopt;
  }
  return number;
}

absl::Status NotOfForm(std::string_view name, std::string_view form) {
  return absl::InvalidArgumentError(
      fmt::format("'{}' is no such name; the form is {}", name.substr(0, 200), form));
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string SearchName(std::string_view search) { return fmt::format("searches/{}", search); }

std::string TrialName(std::string_view search, std::int64_t trial) {
  return fmt::format("searches/{}/trials/{}", search, trial);
}

std::string ModelName(std::string_view search, std::int64_t trial) {
  return TrialName(search, trial) + "/model";
}

std::string DataSetName(std::string_view digest) { return fmt::format("dataSets/{}", digest); }

std::string WorkerName(std::string_view worker) { return fmt::format("workers/{}", worker); }

std::string AttemptName::ToString() const {
  const std::string task = is_test ? "test" : fmt::format("{}", rung);
  return fmt::format("{}/tasks/{}/attempts/{}", TrialName(search, trial), task, attempt);
}

absl::StatusOr<std::string> ParseSearchName(std::string_view name) {
  const auto parts = SplitAtSlashes(name);
  if (parts.size() != 2 || parts[0] != "searches" || !IsSearchId(parts[1])) {
    return NotOfForm(name, "searches/{search}");
  }
  return std::string(parts[1]);
}

absl::StatusOr<TrialNameParts> ParseTrialName(std::string_view name) {
  const auto parts = SplitAtSlashes(name);
  const auto trial = parts.size() == 4 ? ParseNumber(parts[3]) : std::nullopt;
  if (!trial || parts[0] != "searches" || !IsSearchId(parts[1]) || parts[2] != "trials") {
    return NotOfForm(name, "searches/{search}/trials/{trial}");
  }
  return TrialNameParts{std::string(parts[1]), *trial};
}

absl::StatusOr<TrialNameParts> ParseModelName(std::string_view name) {
  constexpr std::string_view kSuffix = "/model";
  if (name.ends_with(kSuffix)) {
    auto trial = ParseTrialName(name.substr(0, name.size() - kSuffix.size()));
    if (trial.ok()) return trial;
  }
  return NotOfForm(name, "searches/{search}/trials/{trial}/model");
}

absl::StatusOr<std::string> ParseDataSetName(std::string_view name) {
  const auto parts = SplitAtSlashes(name);
  if (parts.size() != 2 || parts[0] != "dataSets" || !IsSha256Hex(parts[1])) {
    return NotOfForm(name, "dataSets/{SHA-256 of the file, 64 lower-case hexadecimal digits}");
  }
  return std::string(parts[1]);
}

absl::StatusOr<AttemptName> ParseAttemptName(std::string_view name) {
  constexpr std::string_view kForm =
      "searches/{search}/trials/{trial}/tasks/{rung, or test}/attempts/{attempt}";
  const auto parts = SplitAtSlashes(name);
  if (parts.size() != 8 || parts[0] != "searches" || parts[2] != "trials" || parts[4] != "tasks" ||
      parts[6] != "attempts" || !IsSearchId(parts[1])) {
    return NotOfForm(name, kForm);
  }
  const bool is_test = parts[5] == "test";
  const auto trial = ParseNumber(parts[3]);
  const auto rung = is_test ? 0 : ParseNumber(parts[5]);
  const auto attempt = ParseNumber(parts[7]);
  if (!trial || !rung || !attempt || *attempt < 1) return NotOfForm(name, kForm);
  return AttemptName{std::string(parts[1]), *trial, is_test, *rung, *attempt};
}

bool IsSearchId(std::string_view id) {
  return !id.empty() && id.size() <= 63 && IsLower(id[0]) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

bool IsWorkerId(std::string_view id) {
  return !id.empty() && id.size() <= 63 && std::all_of(id.begin(), id.end(), [](char c) {
    return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace rung
