#include "coordinator/store/blob_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <unordered_set>

#include "common/descriptor.h"
#include "common/status_macros.h"
#include "coordinator/store/blob_files.h"
#include "coordinator/store/reader.h"

namespace rung {
namespace {

absl::Status CopyPieces(const Descriptor& file, const std::string& path, std::int64_t size,
                        const std::string& digest, BlobStore& to) {
  for (std::int64_t stored = 0; stored < size;) {
    ASSIGN_OR_RETURN(const std::string piece, ReadAt(file.number(), stored, BlobStore::kMaxPiece));
    if (piece.empty()) return absl::DataLossError(fmt::format("{} was cut short", path));
    const absl::StatusOr<std::int64_t> put = to.Put(digest, size, stored, piece);
    if (absl::IsInvalidArgument(put.status())) {
      return absl::DataLossError(fmt::format("{} is damaged", path));
    }
    ASSIGN_OR_RETURN(stored, put);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CopyBlob(const std::string& from, const std::string& digest, BlobStore& to) {
  if (to.Has(digest)) return to.Sync(digest);
  const std::string path = fmt::format("{}/{}", from, digest);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.ok() && errno == ENOENT) {
    return absl::NotFoundError(fmt::format("there is no blob {}", path));
  }
  struct stat info;
  if (!file.ok() || fstat(file.number(), &info) != 0) return DiskError("read", path);
  if (info.st_size == 0) return absl::DataLossError(fmt::format("{} is empty", path));
  RETURN_IF_ERROR(CopyPieces(file, path, info.st_size, digest, to));
  return to.Sync(digest);
}

absl::StatusOr<std::int64_t> CopyBlobsInUse(const std::string& database, const std::string& from,
                                            BlobStore& to) {
  ASSIGN_OR_RETURN(const auto reader, Reader::Open(database));
  ASSIGN_OR_RETURN(const std::unordered_set<std::string> needed, reader->BlobsInUse());
  for (const std::string& digest : needed) RETURN_IF_ERROR(CopyBlob(from, digest, to));
  return static_cast<std::int64_t>(needed.size());
}

}  // namespace rung
