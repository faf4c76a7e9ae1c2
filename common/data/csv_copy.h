#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// The files of a data set as a person names them.
struct DataFiles {
  std::string path;
  std::string label_path;  // of the labels, if they are in a file of their own
  std::string label;       // the name of the column that they become
};

// Takes the next bytes of a file; an error ends the writing.
using TakeBytes = std::function<absl::Status(std::string_view bytes)>;

// Whether the data are a CSV file already, which needs no copy. Errors: NOT_FOUND,
// UNAVAILABLE, INVALID_ARGUMENT (compressed data that are damaged).
absl::StatusOr<bool> IsPlainCsv(const DataFiles& files);

// Writes the data as one CSV file, in pieces of about 1 MiB and with little memory: what
// is compressed by gzip unpacked; the columns of IDX and .npy files as x0, x1, x2, …, with
// the labels as one more column, the last. The same rows give the same bytes, whatever
// they come from. Errors: those of `take`, ByteSource and ArrayFile; INVALID_ARGUMENT (files of
// different numbers of rows, labels that are not one value a row, a missing label, labels
// beside a CSV file). Messages name the files by their paths.
absl::Status CopyAsCsv(const DataFiles& files, const TakeBytes& take);

}  // namespace rung
