#include "client/search_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <utility>

#include "client/column_guess.h"
#include "client/render/text.h"
#include "common/data/label.h"
#include "common/data/text.h"
#include "common/escape.h"
#include "common/resource_names.h"
#include "common/spec/enum_names.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kLongestName = 63;
constexpr std::int64_t kTinyRows = 200;

// A string of protobuf's text format.
std::string QuotedText(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\{:03o}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

absl::Status CheckLabel(const Table& table, const std::string& label) {
  if (table.FindColumn(label) != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("there is no column '{}'; name one of the data's columns as label", label));
}

// A search file is UTF-8, and so are the names that it holds.
absl::Status CheckPath(const std::string& path) {
  if (IsUtf8(path)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("the name of {} is not UTF-8, as search files are; rename it", path));
}

// The lines of columns that are read in another way than they look, or not at all.
std::string ColumnsText(const SearchFileOptions& options,
                        const std::vector<UselessColumn>& useless) {
  std::string text;
  for (const std::string& name : options.categorical) {
    text += fmt::format("  categorical: {}\n", QuotedText(name));
  }
  for (const std::string& name : options.ignore) {
    text += fmt::format("  ignore: {}\n", QuotedText(name));
  }
  for (const UselessColumn& column : useless) {
    text += fmt::format("  ignore: {}  # it {}\n", QuotedText(column.name), column.reason);
  }
  return text;
}

std::string DataText(const Table& table, const SearchFileOptions& options, v1::Objective objective,
                     const std::vector<UselessColumn>& useless) {
  const bool is_classification = objective == v1::CLASSIFICATION;
  return fmt::format(
      "data {{\n"
      "  # {} and {}; the path is relative to this file.\n"
      "  file: {}\n"
      "{}"
      "  # The column to predict. It is read as {}; write `objective: {}`\n"
      "  # for the other.\n"
      "  label: {}\n"
      "{}"
      "  # Shares of the rows that trials are compared on, and that stay sealed to the end.\n"
      "  validation_fraction: 0.2\n"
      "  test_fraction: 0.2\n"
      "}}\n",
      Counted(table.row_count, "row"),
      Counted(static_cast<long long>(table.columns.size()), "column"),
      QuotedText(options.data_path),
      options.label_path.empty()
          ? ""
          : fmt::format("  # The labels, which become the column that `label` names.\n"
                        "  label_file: {}\n",
                        QuotedText(options.label_path)),
      is_classification ? "classes (CLASSIFICATION)" : "a number (REGRESSION)",
      is_classification ? "REGRESSION" : "CLASSIFICATION", QuotedText(options.label),
      ColumnsText(options, useless));
}

std::string HalvingText(std::int64_t row_count) {
  const int size = row_count < kTinyRows ? 27 : 81;
  return fmt::format(
      "# {0} trials are trained for 1 epoch; the best third of each rung goes on, three\n"
      "# times as long, up to {0} epochs. `rung plan` shows the rungs and the cost.\n"
      "successive_halving {{\n"
      "  trials: {0}\n"
      "  epochs: {0}\n"
      "  eta: 3\n"
      "}}\n",
      size);
}

std::string SpaceText(const std::vector<int>& batch_sizes) {
  const std::string batch_size = batch_sizes.size() == 1
                                     ? fmt::format("value: {}", batch_sizes.front())
                                     : fmt::format("values: [{}]", fmt::join(batch_sizes, ", "));
  return fmt::format(
      "# What may be proposed. A parameter is a `value`, a list of `values`, or a range from\n"
      "# `min` to `max`; LOG samples it evenly over orders of magnitude.\n"
      "space {{\n"
      "  hidden_layers {{ min: 1 max: 4 }}\n"
      "  units {{ min: 16 max: 256 scale: LOG }}\n"
      "  learning_rate {{ min: 0.0001 max: 0.1 scale: LOG }}\n"
      "  activation: [RELU, TANH, SIGMOID] # or LEAKY_RELU, ELU, GELU, SILU\n"
      "  batch_size {{ {} }}\n"
      "  optimizer: ADAM # or ADAMW, RMSPROP, SGD, NESTEROV\n"
      "  # Also: momentum, weight_decay, dropout, learning_rate_schedule, warmup, gradient_clip,\n"
      "  # label_smoothing, class_weight.\n"
      "}}\n",
      batch_size);
}

std::vector<std::string> Notes(const SearchFileOptions& guessed, v1::Objective objective,
                               const std::vector<UselessColumn>& useless) {
  std::vector<std::string> notes = {fmt::format("label: {} ({}); name another with --label",
                                                EscapeControls(guessed.label),
                                                EnumName(objective))};
  for (const UselessColumn& column : useless) {
    notes.push_back(
        fmt::format("left out: {}, which {}", EscapeControls(column.name), column.reason));
  }
  return notes;
}

}  // namespace

std::string SearchNameAfter(std::string_view path) {
  std::string name;
  if (path.ends_with(".gz")) path.remove_suffix(3);
  for (const char c : LowerCase(std::filesystem::path(path).stem().string())) {
    const bool is_letter = c >= 'a' && c <= 'z';
    const bool is_digit = c >= '0' && c <= '9';
    if (is_letter || (is_digit && !name.empty())) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name = name.substr(0, kLongestName);
  name.erase(name.find_last_not_of('-') + 1);
  return name.empty() ? "search" : name;
}

absl::StatusOr<SearchFile> MakeSearchFile(const Table& table, const SearchFileOptions& options) {
  SearchFileOptions guessed = options;
  if (guessed.label.empty()) guessed.label = GuessLabel(table);
  if (guessed.name.empty()) guessed.name = SearchNameAfter(guessed.data_path);
  if (!IsSearchId(guessed.name)) {
    return absl::InvalidArgumentError(fmt::format(
        "'{}' is no name of a search: a lower-case letter, then up to 62 lower-case letters, "
        "digits or hyphens",
        guessed.name));
  }
  RETURN_IF_ERROR(CheckPath(guessed.data_path));
  RETURN_IF_ERROR(CheckPath(guessed.label_path));
  RETURN_IF_ERROR(CheckLabel(table, guessed.label));
  const v1::Objective objective = GuessObjective(table, guessed.label);
  const std::vector<UselessColumn> useless = ColumnsToIgnore(table, guessed.label);
  SearchFile file;
  file.text = fmt::format(
      "# A search for `rung`. Its name; the same file with the same seed gives the same answer.\n"
      "name: {}\nseed: 1\n\n{}\n{}\n{}",
      QuotedText(guessed.name), DataText(table, guessed, objective, useless),
      HalvingText(table.row_count), SpaceText(BatchSizes(table.row_count)));
  file.notes = Notes(guessed, objective, useless);
  return file;
}

}  // namespace rung
