#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/recording_vfs.h"

namespace rung {

// A point at which the store answered that something is recorded.
struct Acknowledgement {
  std::size_t asked_at = 0;     // operations before the store was asked
  std::size_t answered_at = 0;  // operations before it answered
  std::string contents;         // all that is recorded then
};

struct RecordedSearches {
  std::vector<FileOperation> operations;
  std::vector<Acknowledgement> acknowledgements;  // the first: the store is open, and empty
};

// Runs a store through two searches, the second deleted in the end, in many small commits:
// with checkpoints of the log, a restart after an orderly end and one after kill -9. The
// store's own connection commits with PRAGMA synchronous = `synchronous`; a coordinator's
// is FULL.
RecordedSearches RunSearches(const std::string& synchronous);

// All that a store holds, as text: what it replays, what SQLite thinks of its pages, every
// row of its tables; and what went wrong when they were read.
std::string ContentsOf(Store& store);

}  // namespace rung
