#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/database.h"
#include "coordinator/store/page.h"
#include "rung/v1/data_set.pb.h"

// Every statement about data sets and splits. WriteFact runs in the writer's
// transaction, Replay… and Read… in any.
namespace rung {

absl::Status WriteFact(Database& database, const DataSetAdded& fact);
absl::Status WriteFact(Database& database, const DataSetRemoved& fact);
absl::Status WriteFact(Database& database, const SplitAdded& fact);

absl::Status ReplayData(Database& database, const std::function<void(const Fact&)>& apply);

absl::StatusOr<v1::DataSet> ReadDataSet(Database& database, const std::string& digest);
absl::StatusOr<Page<v1::DataSet>> ReadDataSets(Database& database, int limit, std::int64_t before);
absl::StatusOr<std::optional<SplitAdded>> ReadSplit(Database& database, const std::string& key);

}  // namespace rung
