#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// Rows ready for a network.
struct PreparedPart {
  std::int64_t rows = 0;
  std::int32_t inputs = 0;
  std::vector<float> features;        // row-major, rows x inputs; finite
  std::vector<std::int32_t> classes;  // classification: rows; 0 … outputs - 1
  std::vector<float> targets;         // regression: rows, in the label's own unit; finite

  friend bool operator==(const PreparedPart&, const PreparedPart&) = default;
};

// What a trial is trained and compared on.
struct PreparedTraining {
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
  std::int32_t outputs = 1;  // classes, or 1 for regression
  float target_mean = 0;     // regression: of the training rows; otherwise 0
  float target_scale = 1;    // regression: standard deviation of the same; otherwise 1
  PreparedPart training;
  PreparedPart validation;

  friend bool operator==(const PreparedTraining&, const PreparedTraining&) = default;
};

// What a finalist is scored on.
struct PreparedTest {
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
  std::int32_t outputs = 1;
  float target_mean = 0;   // of the training rows, as in PreparedTraining
  float target_scale = 1;  // likewise
  PreparedPart test;

  friend bool operator==(const PreparedTest&, const PreparedTest&) = default;
};

// The files are little-endian: a header of fixed size, then each part's features
// and its classes or targets. The same data give the same bytes.
// Errors: UNAVAILABLE (the file cannot be written), INVALID_ARGUMENT (the data
// break a rule of their declaration).
absl::Status WritePreparedTraining(const PreparedTraining& data, const std::string& path);
absl::Status WritePreparedTest(const PreparedTest& data, const std::string& path);

// Errors: NOT_FOUND (no such file), UNAVAILABLE (it cannot be read), DATA_LOSS (it
// is not such a file, or not whole). Memory is bounded by the file's size.
absl::StatusOr<PreparedTraining> ReadPreparedTraining(const std::string& path);
absl::StatusOr<PreparedTest> ReadPreparedTest(const std::string& path);

}  // namespace rung
