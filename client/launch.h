#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/csv_file.h"
#include "client/session.h"
#include "client/verb.h"
#include "common/data/csv_copy.h"
#include "common/memory_limit.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// Which search file, and what replaces its values.
struct LaunchOptions {
  std::string spec_path;
  std::optional<std::string> name;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint64_t> split_seed;
};

// A search that may be started.
struct Launch {
  v1::SearchSpec spec;         // checked, with defaults but for what follows from the data
  DataFiles files;             // the data as they are opened here
  std::optional<CsvFile> csv;  // the data as they are sent; OpenData sets it
  bool is_checked = false;     // CheckData found no fault
  std::int64_t data_memory = DefaultDataMemory();  // bytes that checking the data may take
};

// Adds SPEC, `--name`, `--seed` and `--split-seed`.
void AddLaunchOptions(Verb verb, LaunchOptions& options);

// Reads and checks the search file. Errors: INVALID_ARGUMENT, with file and line.
absl::StatusOr<Launch> LoadLaunch(const LaunchOptions& options);

// Opens the data of a launch, which CheckData and StartSearch need. Errors: those of CsvFile::Open.
absl::Status OpenData(Launch& launch, const std::stop_token& stop);

// Starts the search, with its price on stderr. Once its name is found to be free, data that the
// coordinator does not have are sent, with progress on stderr; see SendData.
// Once the coordinator has answered, outages of up to half a minute are waited out. Errors: those
// of CreateSearch; INVALID_ARGUMENT for the data, with file and line.
absl::StatusOr<v1::Search> StartSearch(Session& session, const Launch& launch);

}  // namespace rung
