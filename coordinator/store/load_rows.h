#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/store/database.h"
#include "rung/v1/search.pb.h"

// What waits, what runs and how far it has come, in few rows however large the searches are.
namespace rung {

struct SearchLoad {
  std::string name;
  v1::Search::State state = v1::Search::STATE_UNSPECIFIED;
  std::int64_t trained_epochs = 0;
  std::int64_t planned_epochs = 0;
  std::int64_t running_tasks = 0;
  // Tasks that a worker would be lent now, or next to those that are.
  std::int64_t waiting_tasks = 0;
};

struct Load {
  std::vector<SearchLoad> searches;                 // newest first
  std::map<std::string, std::int64_t> open_leases;  // attempts that have not ended, by worker
};

// Of the searches that have not ended before `since_us`, 1,000 at most.
absl::StatusOr<Load> ReadLoad(Database& database, std::int64_t since_us);

}  // namespace rung
