#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/mutex.h"
#include "common/tls/peer.h"
#include "common/tls/token.h"
#include "common/tls/wall_time.h"

namespace rung {

// The tokens of a file, which is read again once a second while it is asked for. Where it cannot
// be read there are none; where a line of it is wrong, those that were known and that it still
// holds. The log says so. May be used by several threads.
class KnownTokens {
 public:
  // Errors: those of ReadTrustedFile and ParseTokens.
  static absl::StatusOr<std::unique_ptr<KnownTokens>> Open(const std::string& path);

  // As PeerOfToken.
  std::optional<Peer> PeerOf(std::string_view token, WallTime now);

 private:
  explicit KnownTokens(std::string path) : path_(std::move(path)) {}
  absl::Status Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadOnceASecond(WallTime now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  Mutex mutex_;
  std::vector<KnownToken> known_ ABSL_GUARDED_BY(mutex_);
  WallTime read_time_ ABSL_GUARDED_BY(mutex_);
  std::string fault_ ABSL_GUARDED_BY(mutex_);  // as last said
};

}  // namespace rung
