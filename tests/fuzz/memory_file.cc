#include "tests/fuzz/memory_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/require.h"

namespace rung {

MemoryFile::MemoryFile(std::string_view content)
    : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)),
      path_(fmt::format("/proc/self/fd/{}", descriptor_)) {
  Require(descriptor_ >= 0, "a file in memory can be made");
  while (!content.empty()) {
    const auto written = write(descriptor_, content.data(), content.size());
    Require(written > 0, "a file in memory can be written");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

MemoryFile::~MemoryFile() { close(descriptor_); }

std::string MemoryFile::Read() const {
  std::string content(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const auto size =
        pread(descriptor_, content.data() + done, content.size() - done, static_cast<off_t>(done));
    Require(size > 0, "a file in memory can be read");
    done += static_cast<std::size_t>(size);
  }
  return content;
}

}  // namespace rung
