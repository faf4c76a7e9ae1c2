#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace rung {

// Whether a file may be written. Errors: ALREADY_EXISTS, unless `overwrites`, with the way out;
// INVALID_ARGUMENT for what is no file.
absl::Status CheckOutputFile(const std::string& path, bool overwrites);

enum class FileReaders {
  kAll,    // whom the umask lets
  kOwner,  // only its owner, whatever the umask, from before anything is written
};

// Writes a file as a whole: beside its place under another name, then renamed, so that `path`
// never holds a part. Where `path` is a link, what it leads to is written. Errors: those of
// CheckOutputFile; INVALID_ARGUMENT where it cannot be written.
absl::Status WriteOutputFile(const std::string& path, std::string_view content, bool overwrites,
                             FileReaders readers = FileReaders::kAll);

}  // namespace rung
