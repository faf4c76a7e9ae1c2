#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/data/encoding.h"
#include "common/data/prepared_data.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A data file, divided and encoded.
struct PreparedFiles {
  PreparedTraining training;
  PreparedTest test;
  Encoding encoding;
  v1::SplitSizes sizes;
  std::vector<std::string> left_out;  // columns of one value among the training rows
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
};

// Reads, divides and encodes the CSV file at `csv_path`, which messages call
// `display_name` and whose SHA-256 is `digest`, 64 lower-case hexadecimal digits.
// The table and the inputs made of it take `max_bytes` of memory at most.
// A fraction that `spec` leaves out is 0.2, an unspecified objective is guessed from the
// label. The answer is a function of the file's content, `digest` and `spec`.
// Errors: those of ReadCsv, TakeLabel, SplitRows and FitEncoding.
absl::StatusOr<PreparedFiles> PrepareData(const std::string& csv_path,
                                          const std::string& display_name, std::string_view digest,
                                          const v1::DataSpec& spec,
                                          std::int64_t max_bytes = std::int64_t{8} << 30);

}  // namespace rung
