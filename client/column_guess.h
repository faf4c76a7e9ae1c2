#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/data/table.h"

// What a new search file says about data that nobody has described.
namespace rung {

// The column named label, target, class or y, in any case; otherwise the last one.
// The table has a column.
std::string GuessLabel(const Table& table);

struct UselessColumn {
  std::string name;
  std::string reason;  // continues "it"
};

// Columns to leave out: those that name their rows and say nothing about others (text
// that is different in each row, or whole numbers so under a usual name such as `id`),
// and those of more than kMaxCategories categories, which no search reads.
std::vector<UselessColumn> ColumnsToIgnore(const Table& table, const std::string& label);

// Powers of two that leave several mini-batches in an epoch; 8 where none does.
std::vector<int> BatchSizes(std::int64_t row_count);

}  // namespace rung
