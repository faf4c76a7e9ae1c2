#include "coordinator/store/durable_rename.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "common/descriptor.h"
#include "common/status_macros.h"
#include "coordinator/store/blob_files.h"

namespace rung {
namespace {

absl::Status SyncByName(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.ok() && fsync(file.number()) == 0) return absl::OkStatus();
  return DiskError("sync", path);
}

}  // namespace

absl::Status RenameDurably(const std::string& from, const std::string& to) {
  RETURN_IF_ERROR(SyncByName(from));
  if (std::rename(from.c_str(), to.c_str()) != 0) return DiskError("make", to);
  const std::filesystem::path parent = std::filesystem::path(to).parent_path();
  return SyncByName(parent.empty() ? "." : parent.string());
}

}  // namespace rung
