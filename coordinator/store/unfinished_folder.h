#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// A new folder beside the one that it is to become; removed with all that is in it unless it
// has.
class UnfinishedFolder {
 public:
  // `{beside}.unfinished-` and something by chance. RESOURCE_EXHAUSTED, UNAVAILABLE.
  static absl::StatusOr<UnfinishedFolder> Make(const std::string& beside);
  UnfinishedFolder(UnfinishedFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  UnfinishedFolder& operator=(UnfinishedFolder&&) = delete;
  ~UnfinishedFolder();

  const std::string& path() const { return path_; }

  // Gives it its name for good, as RenameDurably does.
  absl::Status Become(const std::string& name);

 private:
  explicit UnfinishedFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty once it has become another
};

}  // namespace rung
