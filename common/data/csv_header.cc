#include "common/data/csv_header.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "common/data/cell.h"
#include "common/data/near_names.h"
#include "common/data/text.h"
#include "common/status_macros.h"

namespace rung {
namespace {

absl::StatusOr<std::vector<std::string>> ReadNames(const CsvReader& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.row().size(); ++i) {
    names.emplace_back(ReadCell(header.row().cell(i)).text);
  }
  if (names.size() == 1 && names[0].find_first_of(";\t") != std::string::npos) {
    return header.Error(fmt::format(
        "the header is the single cell {}; cells must be separated by commas", Quoted(names[0])));
  }
  return names;
}

absl::Status CheckNames(const CsvReader& header, const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) {
      return header.Error(fmt::format("column {} has no name; name it in the header", i + 1));
    }
    if (!IsUtf8(names[i])) {
      return header.Error(
          fmt::format("the name of column {} is not UTF-8; save the file as UTF-8", i + 1));
    }
    const auto [first, is_new] = seen.emplace(names[i], i);
    if (!is_new) {
      return header.Error(fmt::format("columns {} and {} are both named {}; names must be unique",
                                      first->second + 1, i + 1, Quoted(names[i])));
    }
  }
  return absl::OkStatus();
}

// What the options say of columns, each of which may be said once.
class Roles {
 public:
  Roles(const CsvReader& header, const std::vector<std::string>& names)
      : header_(header), names_(names), known_(names.begin(), names.end()) {}

  absl::Status Set(const std::string& name, std::string_view role) {
    if (!known_.contains(name)) {
      return header_.Error(fmt::format("there is no column {}, which is listed as {}; {}",
                                       Quoted(name), role, DescribeNames(name, names_)));
    }
    roles_[name].insert(role);
    return absl::OkStatus();
  }

  bool Has(const std::string& name, std::string_view role) const {
    const auto found = roles_.find(name);
    return found != roles_.end() && found->second.contains(role);
  }

 private:
  const CsvReader& header_;
  const std::vector<std::string>& names_;
  const std::set<std::string> known_;
  std::map<std::string, std::set<std::string_view>> roles_;
};

}  // namespace

absl::StatusOr<std::vector<WantedColumn>> ReadHeader(const CsvReader& header,
                                                     const CsvOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ReadNames(header));
  RETURN_IF_ERROR(CheckNames(header, names));
  Roles roles(header, names);
  if (!options.label.empty()) RETURN_IF_ERROR(roles.Set(options.label, "label"));
  for (const auto& name : options.categorical) RETURN_IF_ERROR(roles.Set(name, "categorical"));
  for (const auto& name : options.ignore) RETURN_IF_ERROR(roles.Set(name, "ignore"));
  std::vector<WantedColumn> wanted;
  for (std::size_t i = 0; i < names.size(); ++i) {
    WantedColumn column{names[i], i, roles.Has(names[i], "categorical"),
                        roles.Has(names[i], "label")};
    const bool is_ignored = roles.Has(names[i], "ignore");
    if (is_ignored && (column.is_categorical || column.is_label)) {
      return header.Error(fmt::format("column {} is listed as ignore and as {}; list it once",
                                      Quoted(names[i]), column.is_label ? "label" : "categorical"));
    }
    if (!is_ignored) wanted.push_back(std::move(column));
  }
  if (wanted.empty()) return header.Error("every column is listed as ignore; keep at least one");
  return wanted;
}

}  // namespace rung
