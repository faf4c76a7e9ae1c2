#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/coordinator/store/recording_vfs.h"

namespace rung {

// How much of what was not synced a loss of power takes.
enum class Loss {
  kAll,   // all of it
  kNone,  // nothing
  kSome,  // any sectors of any writes, cuts, and files made or deleted last
  kTorn,  // some sectors of each file's last write
};

// A disk that honours syncs and promises nothing else: a write that was not synced may be
// kept, lost or kept in part, whatever was written after it.
class VolatileDisk {
 public:
  static constexpr std::size_t kSectorBytes = 512;

  void Apply(const FileOperation& operation);

  // Whether a loss of power could take anything.
  bool HasUnsynced() const;

  // The files, by name, as they may be found after a loss of power now.
  std::map<std::string, std::string> FilesAfter(Loss loss, std::mt19937_64& random) const;

 private:
  struct File {
    std::string synced;
    std::vector<FileOperation> unsynced;
  };
  // What a name stands for; null for a deleted file.
  using Entry = std::pair<std::string, std::shared_ptr<File>>;

  static std::string ContentAfter(const File& file, Loss loss, std::mt19937_64& random);

  std::map<std::string, std::shared_ptr<File>> files_;    // as programs see them
  std::map<std::string, std::shared_ptr<File>> entries_;  // as the directory was last synced
  std::vector<Entry> unsynced_entries_;                   // since then, in order
};

}  // namespace rung
