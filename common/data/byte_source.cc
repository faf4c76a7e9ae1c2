#include "common/data/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kHeadBytes = 8;
constexpr unsigned kGzipBufferBytes = 64U << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(const std::string& path,
                                                             std::string display_name,
                                                             std::int64_t max_bytes) {
  File file(gzopen(path.c_str(), "rbe"));
  if (file == nullptr) {
    return absl::NotFoundError(
        fmt::format("cannot open {}: {}", display_name, std::strerror(errno)));
  }
  gzbuffer(file.get(), kGzipBufferBytes);
  std::unique_ptr<ByteSource> source(
      new ByteSource(std::move(file), std::move(display_name), max_bytes));
  std::string head(kHeadBytes, '\0');
  ASSIGN_OR_RETURN(const std::size_t found, source->Unpack(head));
  head.resize(found);
  source->head_ = std::move(head);
  source->is_compressed_ = gzdirect(source->file_.get()) == 0;
  return source;
}

ByteSource::ByteSource(File file, std::string display_name, std::int64_t max_bytes)
    : file_(std::move(file)), display_name_(std::move(display_name)), max_bytes_(max_bytes) {}

absl::StatusOr<std::size_t> ByteSource::ReadSome(std::span<char> bytes) {
  const std::size_t from_head = std::min(bytes.size(), head_.size() - head_taken_);
  std::copy_n(head_.data() + head_taken_, from_head, bytes.data());
  head_taken_ += from_head;
  ASSIGN_OR_RETURN(const std::size_t unpacked, Unpack(bytes.subspan(from_head)));
  return from_head + unpacked;
}

absl::Status ByteSource::ReadAll(std::span<char> bytes) {
  ASSIGN_OR_RETURN(const std::size_t found, ReadSome(bytes));
  if (found == bytes.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is shorter than its header says; is it cut short?", display_name_));
}

absl::Status ByteSource::CheckAtEnd() {
  char next = 0;
  ASSIGN_OR_RETURN(const std::size_t found, ReadSome({&next, 1}));
  if (found == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is longer than its header says; is it damaged?", display_name_));
}

absl::StatusOr<std::size_t> ByteSource::Unpack(std::span<char> bytes) {
  std::size_t found = 0;
  while (found < bytes.size()) {
    const auto wanted =
        static_cast<unsigned>(std::min<std::size_t>(bytes.size() - found, 1U << 30));
    const int piece = gzread(file_.get(), bytes.data() + found, wanted);
    RETURN_IF_ERROR(ReadFault());
    if (piece <= 0) break;
    found += static_cast<std::size_t>(piece);
  }
  bytes_ += static_cast<std::int64_t>(found);
  if (bytes_ <= max_bytes_) return found;
  return absl::InvalidArgumentError(
      fmt::format("{} holds more than {} bytes; divide it", display_name_, max_bytes_));
}

absl::Status ByteSource::ReadFault() const {
  int error = Z_OK;
  gzerror(file_.get(), &error);  // its text names the path once more
  switch (error) {
    case Z_OK:
    case Z_STREAM_END:
      return absl::OkStatus();
    case Z_ERRNO:
      return absl::UnavailableError(
          fmt::format("cannot read {}: {}", display_name_, std::strerror(errno)));
    case Z_BUF_ERROR:
      return absl::InvalidArgumentError(fmt::format(
          "{} is cut short: its compressed data do not end; copy it again", display_name_));
    default:
      return absl::InvalidArgumentError(fmt::format(
          "{} is damaged: its compressed data cannot be unpacked; copy it again", display_name_));
  }
}

}  // namespace rung
