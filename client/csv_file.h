#pragma once

#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/data/csv_copy.h"
#include "common/descriptor.h"

namespace rung {

// A data set as the CSV file that a coordinator takes: the person's own or, where that is
// IDX, .npy or compressed, a copy. The copy has no name in any folder, so nothing is left
// of it however the program ends. Movable; the file is there as long as this object.
class CsvFile {
 public:
  // Makes the copy, if one is needed, in TMPDIR, else /tmp. It takes nine tenths of the
  // room there and kMaxUnpackedBytes at most. Errors: INVALID_ARGUMENT (what CopyAsCsv
  // refuses, what is no file, one that is missing or cannot be read, a copy too large or that
  // cannot be written), CANCELLED (`stop` was requested).
  static absl::StatusOr<CsvFile> Open(const DataFiles& files, const std::stop_token& stop);

  // Where the CSV file can be opened, by this process alone.
  const std::string& path() const { return path_; }

 private:
  explicit CsvFile(std::string path) : path_(std::move(path)) {}
  static absl::StatusOr<CsvFile> Copy(const DataFiles& files, const std::stop_token& stop);

  std::string path_;
  Descriptor copy_;  // none where there is no copy
};

}  // namespace rung
