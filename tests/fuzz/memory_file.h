#pragma once

#include <string>
#include <string_view>

namespace rung {

// A file in memory with a path of its own, for what reads or writes files by their paths.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content = "");
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& path() const { return path_; }
  // All that the file holds now.
  std::string Read() const;

 private:
  int descriptor_;
  std::string path_;
};

}  // namespace rung
