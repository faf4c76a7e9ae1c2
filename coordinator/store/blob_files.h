#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/descriptor.h"
#include "coordinator/store/verified_blobs.h"

// The file system as the blob store uses it.
namespace rung {

// Where blobs are kept: files in `directory`, partial ones in `incoming` below it.
struct BlobPlace {
  Descriptor directory;
  Descriptor incoming;
  std::int64_t quota_bytes = 0;
  std::atomic<std::int64_t> total_bytes = 0;  // blobs and partial uploads
  mutable VerifiedBlobs verified;
};

// errno as a status: RESOURCE_EXHAUSTED for a full disk, otherwise UNAVAILABLE.
absl::Status DiskError(std::string_view what, std::string_view name);

// Opens a directory, which is made if there is none.
absl::StatusOr<Descriptor> OpenDirectory(int parent, const std::string& path);

// Bytes of the file that has a blob's name, whatever is in it. NOT_FOUND.
absl::StatusOr<std::int64_t> FileSize(const BlobPlace& place, const std::string& digest);

// Bytes of the blob, which is read through unless it was verified before. NOT_FOUND, also
// where the content does not have its digest.
absl::StatusOr<std::int64_t> BlobSize(const BlobPlace& place, const std::string& digest);

// Makes a blob outlast a loss of power.
absl::Status SyncBlob(const BlobPlace& place, const std::string& digest);

absl::Status WriteAt(int file, std::string_view data, std::int64_t offset);
// Fewer bytes at the end of the file.
absl::StatusOr<std::string> ReadAt(int file, std::int64_t offset, std::int64_t size);

// Calls `take` with the name of every entry of a directory.
absl::Status ForEachFile(int directory, const std::function<void(const std::string&)>& take);

}  // namespace rung
