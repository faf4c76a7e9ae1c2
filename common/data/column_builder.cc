#include "common/data/column_builder.h"

#include <utility>
#include <vector>

namespace rung {
namespace {

constexpr std::int64_t kBytesPerCategory = 128;  // two strings and a node of the map

}  // namespace

ColumnBuilder::ColumnBuilder(std::string name, std::int64_t row_count) {
  column_.name = std::move(name);
  column_.codes.reserve(static_cast<std::size_t>(row_count));
}

void ColumnBuilder::Add(const Cell& cell) {
  if (cell.kind == CellKind::kMissing) {
    column_.codes.push_back(-1);
    return;
  }
  auto found = code_of_.find(cell.text);
  if (found == code_of_.end()) {
    found = code_of_.emplace(cell.text, category_count()).first;
    category_bytes_ += kBytesPerCategory + 2 * static_cast<std::int64_t>(cell.text.size());
  }
  column_.codes.push_back(found->second);
}

Column ColumnBuilder::Finish() {
  std::vector<std::int32_t> sorted_code(code_of_.size());
  for (const auto& [category, code] : code_of_) {
    sorted_code[static_cast<std::size_t>(code)] =
        static_cast<std::int32_t>(column_.categories.size());
    column_.categories.push_back(category);
  }
  for (std::int32_t& code : column_.codes) {
    if (code >= 0) code = sorted_code[static_cast<std::size_t>(code)];
  }
  return std::move(column_);
}

}  // namespace rung
