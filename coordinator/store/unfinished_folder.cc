#include "coordinator/store/unfinished_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "common/status_macros.h"
#include "coordinator/store/blob_files.h"
#include "coordinator/store/durable_rename.h"

namespace rung {

absl::StatusOr<UnfinishedFolder> UnfinishedFolder::Make(const std::string& beside) {
  std::string path = beside + ".unfinished-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return DiskError("make", path);
  return UnfinishedFolder(std::move(path));
}

UnfinishedFolder::~UnfinishedFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

absl::Status UnfinishedFolder::Become(const std::string& name) {
  RETURN_IF_ERROR(RenameDurably(path_, name));
  path_.clear();
  return absl::OkStatus();
}

}  // namespace rung
