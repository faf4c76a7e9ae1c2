#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/descriptor.h"
#include "common/mutex.h"
#include "common/tls/identity.h"
#include "common/tls/wall_time.h"

namespace rung {

// The identity that a running program uses: that of a file which is read again once a second, so
// that it may be replaced. Where the file holds no whole identity, or one that is not for this
// program, the one before stays in use: it may be written in place, or by mistake. Thread-safe.
class IdentityInUse {
 public:
  // Hears in a sentence of another identity that is used from now on, and of a fault of the file,
  // once.
  using Tell = std::function<void(const std::string& news, bool is_fault)>;

  // Errors: those of ReadIdentity. `tell` may be null.
  static absl::StatusOr<std::unique_ptr<IdentityInUse>> Open(const std::string& path, Tell tell);
  ~IdentityInUse() = default;

  // Where this process, while this lives, finds the text of the identity that is in use: in memory,
  // whole at any time.
  const std::string& path_in_memory() const { return path_in_memory_; }

  Identity identity() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Reads the file now.
  void Reread(WallTime now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  IdentityInUse(std::string path, Tell tell) : path_(std::move(path)), tell_(std::move(tell)) {}
  absl::Status Take(std::string pem, Identity identity) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Answers what is to be told.
  absl::StatusOr<std::string> Replace(WallTime now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const Tell tell_;
  Descriptor memory_;  // its number stays while what it stands for is replaced
  std::string path_in_memory_;

  mutable Mutex mutex_;
  std::string pem_ ABSL_GUARDED_BY(mutex_);
  Identity identity_ ABSL_GUARDED_BY(mutex_);
  std::string fault_ ABSL_GUARDED_BY(mutex_);  // as last told

  std::jthread rereading_;  // last: it uses all above
};

}  // namespace rung
