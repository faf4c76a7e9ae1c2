#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/store/blob_store.h"

namespace rung {

// Copies a blob from a directory of blobs, which others may be changing, and makes the copy
// durable; one that is there already stays. Errors: NOT_FOUND (there is no such blob),
// DATA_LOSS (it does not have its digest), RESOURCE_EXHAUSTED, UNAVAILABLE.
absl::Status CopyBlob(const std::string& from, const std::string& digest, BlobStore& to);

// Copies the blobs that a database's rows need, and answers how many they are. Errors as of
// CopyBlob.
absl::StatusOr<std::int64_t> CopyBlobsInUse(const std::string& database, const std::string& from,
                                            BlobStore& to);

}  // namespace rung
