#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/table.h"

namespace rung {

// What `rung init` is told or finds out before it looks at the columns.
struct SearchFileOptions {
  std::string data_path;                 // as it is to stand in the search file
  std::string label_path;                // likewise; empty: the data hold the label
  std::string name;                      // of the search; empty: after the data file
  std::string label;                     // empty: guessed
  std::vector<std::string> categorical;  // columns to read as categories
  std::vector<std::string> ignore;       // columns that the table does not have, to leave out
};

// A search file, and what was guessed for it, one line each.
struct SearchFile {
  std::string text;
  std::vector<std::string> notes;
};

// A search file for the data, with comments. The label is the column named label,
// target, class or y, otherwise the last one. ColumnsToIgnore are left out. Whether the
// data can be learned is for PrepareData to say. Errors: INVALID_ARGUMENT (no such label, a
// name that is no search's name, a path that is not UTF-8).
absl::StatusOr<SearchFile> MakeSearchFile(const Table& table, const SearchFileOptions& options);

// A search's name after a file's: lower-case letters, digits and hyphens.
std::string SearchNameAfter(std::string_view path);

}  // namespace rung
