#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// Blobs as files named by digest. Several processes may share the directory:
// files come under their names whole, by renaming, and go at any time. A file is
// verified once, so the directory is this user's or root's. Used by one thread.
class BlobCache {
 public:
  // Writes a blob to a path, whole or not at all.
  using Fetch = std::function<absl::Status(const std::string& digest, const std::string& path)>;

  // Makes the directory, for this user alone, if there is none. Errors:
  // FAILED_PRECONDITION where that is not possible, or the directory belongs to
  // another user who is not root.
  static absl::StatusOr<BlobCache> Open(std::filesystem::path directory, std::int64_t max_bytes);

  // The path of a blob's file, fetched if it is not here or, on its first use in
  // this process, turns out damaged. Then files are removed, those used longest
  // ago first, until the rest has at most max_bytes or is this blob alone.
  // Another process may remove the file after the call.
  // Errors: INVALID_ARGUMENT for what is no digest; those of `fetch`.
  absl::StatusOr<std::string> PathOf(const std::string& digest, const Fetch& fetch);

  // Removes a file that turned out unusable.
  void Remove(const std::string& digest);

 private:
  BlobCache(std::filesystem::path directory, std::int64_t max_bytes);

  bool IsUsable(const std::string& digest);
  void RemoveOldest(const std::string& kept_digest) const;

  std::filesystem::path directory_;
  std::int64_t max_bytes_;
  std::set<std::string> verified_;
};

// $XDG_CACHE_HOME/rung, else $HOME/.cache/rung, else rung-cache in the working
// directory. The arguments are the variables' values, null where they are unset.
std::filesystem::path DefaultCacheDirectory(const char* xdg_cache_home, const char* home);

}  // namespace rung
