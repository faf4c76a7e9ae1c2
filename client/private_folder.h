#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rung {

// A new folder that only this user can enter; it goes, with all in it, when this
// object goes. Its path is short enough to hold sockets.
class PrivateFolder {
 public:
  // Errors: UNAVAILABLE.
  static absl::StatusOr<PrivateFolder> Make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&& other) = delete;
  ~PrivateFolder();

  std::string File(const std::string& name) const { return path_ + '/' + name; }

 private:
  explicit PrivateFolder(std::string path);

  std::string path_;  // empty once moved from
};

}  // namespace rung
