#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "coordinator/facts/facts.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/reader_pool.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// A division of a data set, and what its label asks for.
struct MadeSplit {
  SplitAdded split;
  v1::Objective objective = v1::OBJECTIVE_UNSPECIFIED;
};

// Divides and encodes data sets; both parts become blobs. Makes one division at a time.
class SplitMaker {
 public:
  // A data set takes `data_memory` bytes at most while it is divided.
  SplitMaker(ReaderPool& readers, BlobStore& blobs, std::int64_t data_memory)
      : readers_(readers), blobs_(blobs), data_memory_(data_memory) {}

  // The division of a data set by `data`, whose defaults are filled in: the recorded one if
  // there is one, else made now, which takes as long as reading the file twice.
  // Errors: NOT_FOUND (the data set), those of PrepareData.
  absl::StatusOr<MadeSplit> Make(const std::string& data_set, const v1::DataSpec& data);

 private:
  absl::StatusOr<MadeSplit> MakeAnew(const std::string& key, const v1::DataSet& data_set,
                                     const std::string& digest, const v1::DataSpec& data);

  ReaderPool& readers_;
  BlobStore& blobs_;
  const std::int64_t data_memory_;
};

}  // namespace rung
