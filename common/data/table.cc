#include "common/data/table.h"

#include <algorithm>

namespace rung {

const Column* Table::FindColumn(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace rung
