#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rung {

// Beyond this a file is taken for one that is made to fill disks.
inline constexpr std::int64_t kMaxUnpackedBytes = std::int64_t{64} << 30;

// The bytes of a file from its start to its end, unpacked if it is compressed by
// gzip. Memory is bounded whatever the file holds. Used by one thread at a time.
class ByteSource {
 public:
  // `display_name` stands for the file in messages. Errors: NOT_FOUND, and those of ReadSome.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(
      const std::string& path, std::string display_name,
      std::int64_t max_bytes = kMaxUnpackedBytes);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  const std::string& display_name() const { return display_name_; }
  bool is_compressed() const { return is_compressed_; }

  // The first bytes, eight where there are as many, whatever was read since.
  std::string_view head() const { return head_; }

  // Reads the next bytes, as many as there are up to bytes.size(); answers how many,
  // fewer at the file's end alone. Errors: UNAVAILABLE (the file cannot be read),
  // INVALID_ARGUMENT (compressed data that are damaged, cut short or unpack to more
  // than max_bytes).
  absl::StatusOr<std::size_t> ReadSome(std::span<char> bytes);

  // Fills `bytes`. INVALID_ARGUMENT also where the file ends before.
  absl::Status ReadAll(std::span<char> bytes);

  // INVALID_ARGUMENT unless all bytes were read.
  absl::Status CheckAtEnd();

 private:
  struct Closer {
    void operator()(gzFile file) const { gzclose_r(file); }
  };
  using File = std::unique_ptr<gzFile_s, Closer>;

  ByteSource(File file, std::string display_name, std::int64_t max_bytes);
  absl::StatusOr<std::size_t> Unpack(std::span<char> bytes);
  absl::Status ReadFault() const;

  const File file_;
  const std::string display_name_;
  const std::int64_t max_bytes_;
  std::int64_t bytes_ = 0;  // unpacked so far
  bool is_compressed_ = false;
  std::string head_;
  std::size_t head_taken_ = 0;  // bytes of head_ that were read
};

}  // namespace rung
