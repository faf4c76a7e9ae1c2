#pragma once

#include <string>
#include <vector>

#include "rung/v1/search.pb.h"

namespace rung {

inline std::vector<std::string> ValuesOf(const v1::RungComparison& comparison) {
  std::vector<std::string> values;
  for (const auto& row : comparison.values()) values.push_back(row.value());
  return values;
}

}  // namespace rung
