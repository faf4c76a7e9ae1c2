#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rung {

// Something that SQLite asked the file system to do to a file.
struct FileOperation {
  enum class Kind { kCreate, kWrite, kTruncate, kSync, kDelete };

  Kind kind = Kind::kWrite;
  std::string name;              // within the directory
  std::int64_t offset = 0;       // where is written, or the size that is cut to
  std::string bytes;             // what is written
  bool syncs_directory = false;  // which files there are outlasts a loss of power from here on
};

struct RecordingState;

// A file system for SQLite that writes down what happens to the files of one directory.
// All connections that this process opens while it lives use it, and end before it does.
// The files are real but never synced: what a loss of power would leave of them is worked
// out from the record. The memory that connections share (-shm) is not recorded, as it
// does not outlive them. Used by one thread.
class RecordingVfs {
 public:
  explicit RecordingVfs(const std::string& directory);
  ~RecordingVfs();
  RecordingVfs(const RecordingVfs&) = delete;
  RecordingVfs& operator=(const RecordingVfs&) = delete;

  // In the order in which they were asked for.
  const std::vector<FileOperation>& operations() const;

 private:
  std::unique_ptr<RecordingState> state_;
};

}  // namespace rung
