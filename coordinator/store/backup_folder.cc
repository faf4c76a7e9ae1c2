#include "coordinator/store/backup_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace rung {

std::string DatabaseInBackup(const std::string& folder) { return folder + "/rung.db"; }

absl::StatusOr<BackupSize> SizeOfBackup(const std::string& database, std::int64_t blob_count) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(database, error);
  if (error) return absl::UnavailableError(fmt::format("{}: {}", database, error.message()));
  return BackupSize{static_cast<std::int64_t>(bytes), blob_count};
}

}  // namespace rung
