#include "common/rpc/blob_transfer.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "common/rpc/status_translation.h"
#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// A piece takes no longer than this, or its call is given up.
constexpr std::chrono::seconds kPieceDeadline{60};
// How often the coordinator may answer that it has less than was sent, as it
// may after a restart, before that is called a fault.
constexpr int kMaxSetbacks = 16;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
using ReadPiece =
    std::function<absl::StatusOr<std::string>(std::int64_t offset, std::int64_t size)>;
using TakePiece = std::function<absl::Status(std::string_view piece)>;

// One call of `method`, cancelled by a stop.
template <typename Request, typename Response>
absl::Status Call(v1::BlobService::StubInterface& blobs,
                  grpc::Status (v1::BlobService::StubInterface::*method)(grpc::ClientContext*,
                                                                         const Request&, Response*),
                  const Request& request, Response& response, const std::stop_token& stop) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPieceDeadline);
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  return FromGrpc((blobs.*method)(&context, request, &response), context);
}

absl::Status CheckPutSize(std::string_view what, std::int64_t size, std::int64_t max_size) {
  if (size >= 1 && size <= max_size) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} has {} bytes; a blob has 1 to {} bytes", what, size, max_size));
}

absl::StatusOr<std::int64_t> PutPiece(v1::BlobService::StubInterface& blobs,
                                      const std::string& digest, std::int64_t size,
                                      std::int64_t offset, std::string piece,
                                      const std::stop_token& stop, const MovePiece& move) {
  v1::PutBlobRequest request;
  request.set_digest(digest);
  request.set_size(size);
  request.set_offset(offset);
  request.set_data(std::move(piece));
  v1::PutBlobResponse response;
  RETURN_IF_ERROR(move([&] {
    return Call(blobs, &v1::BlobService::StubInterface::PutBlob, request, response, stop);
  }));
  if (response.stored_size() >= 0 && response.stored_size() <= size) return response.stored_size();
  return absl::DataLossError(
      fmt::format("the coordinator says that it stores {} bytes of the {} of {}",
                  response.stored_size(), size, digest));
}

// The first piece goes out without asking what is stored: most blobs have no other.
absl::Status PutPieces(v1::BlobService::StubInterface& blobs, const std::string& digest,
                       std::int64_t size, const ReadPiece& read, const BlobProgress& progress,
                       const std::stop_token& stop, const MovePiece& move) {
  std::int64_t stored = 0;
  int setbacks = 0;
  do {
    if (stop.stop_requested()) {
      return absl::CancelledError(fmt::format("stopped at byte {} of {}", stored, digest));
    }
    ASSIGN_OR_RETURN(std::string piece, read(stored, std::min(kBlobPieceSize, size - stored)));
    ASSIGN_OR_RETURN(const std::int64_t now_stored,
                     PutPiece(blobs, digest, size, stored, std::move(piece), stop, move));
    if (now_stored <= stored && ++setbacks > kMaxSetbacks) {
      return absl::DataLossError(fmt::format(
          "the coordinator keeps {} bytes of {} and takes no more of it", now_stored, digest));
    }
    stored = now_stored;
    if (progress) progress(stored, size);
  } while (stored < size);
  return absl::OkStatus();
}

absl::Status CheckAnswer(const std::string& digest, const v1::GetBlobResponse& answer,
                         std::int64_t received, std::int64_t size, std::int64_t max_size) {
  if (answer.size() > max_size) {
    return absl::OutOfRangeError(fmt::format("the blob {} has {} bytes; at most {} are taken",
                                             digest, answer.size(), max_size));
  }
  const auto piece = static_cast<std::int64_t>(answer.data().size());
  const bool whole = received == answer.size() && piece == 0;
  if (answer.size() == size && piece <= size - received && (piece > 0 || whole)) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      fmt::format("the coordinator's answer at byte {} of the blob {} has {} of {} bytes", received,
                  digest, piece, answer.size()));
}

absl::Status GetPieces(v1::BlobService::StubInterface& blobs, const std::string& digest,
                       std::int64_t max_size, const TakePiece& take, const std::stop_token& stop,
                       const MovePiece& move) {
  v1::GetBlobRequest request;
  request.set_digest(digest);
  Sha256 sha;
  std::int64_t received = 0;
  std::int64_t size = 0;
  do {
    request.set_offset(received);
    v1::GetBlobResponse answer;
    RETURN_IF_ERROR(move([&] {
      return Call(blobs, &v1::BlobService::StubInterface::GetBlob, request, answer, stop);
    }));
    if (received == 0) size = answer.size();
    RETURN_IF_ERROR(CheckAnswer(digest, answer, received, size, max_size));
    sha.Update(answer.data());
    RETURN_IF_ERROR(take(answer.data()));
    received += static_cast<std::int64_t>(answer.data().size());
  } while (received < size);
  if (sha.Hex() == digest) return absl::OkStatus();
  return absl::DataLossError(fmt::format("what arrived as the blob {} has another digest", digest));
}

absl::Status ReadError(const std::string& path) {
  return absl::UnavailableError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
}

absl::Status WriteError(const std::string& path, int error) {
  return absl::FailedPreconditionError(
      fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

absl::StatusOr<std::string> ReadPieceOfFile(std::FILE* file, const std::string& path,
                                            std::int64_t offset, std::int64_t size) {
  std::string piece(static_cast<std::size_t>(size), '\0');
  if (fseeko(file, offset, SEEK_SET) != 0) return ReadError(path);
  if (std::fread(piece.data(), 1, piece.size(), file) == piece.size()) return piece;
  return absl::UnavailableError(fmt::format("{} became shorter while it was sent", path));
}

// Another name at every call, in any process of this machine.
std::string TemporaryName(const std::string& path) {
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}.part-{}-{}", path, getpid(), count++);
}

absl::Status WriteBlob(v1::BlobService::StubInterface& blobs, const std::string& digest,
                       const std::string& path, std::int64_t max_size, const std::stop_token& stop,
                       const MovePiece& move) {
  File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  if (file == nullptr) return WriteError(path, errno);
  const auto write = [&](std::string_view piece) {
    return std::fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size()
               ? absl::OkStatus()
               : WriteError(path, errno);
  };
  RETURN_IF_ERROR(GetPieces(blobs, digest, max_size, write, stop, move));
  return std::fclose(file.release()) == 0 ? absl::OkStatus() : WriteError(path, errno);
}

absl::Status Rename(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  return error ? WriteError(to, error.value()) : absl::OkStatus();
}

}  // namespace

absl::Status PutBlob(v1::BlobService::StubInterface& blobs, const std::string& digest,
                     std::string_view content, const BlobProgress& progress, std::stop_token stop) {
  const auto size = static_cast<std::int64_t>(content.size());
  RETURN_IF_ERROR(CheckPutSize("the blob " + digest, size, kMaxBlobMemorySize));
  const auto read = [&](std::int64_t offset, std::int64_t piece) -> absl::StatusOr<std::string> {
    return std::string(
        content.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(piece)));
  };
  return PutPieces(blobs, digest, size, read, progress, stop, &MoveOnce);
}

absl::StatusOr<std::string> PutFileAsBlob(v1::BlobService::StubInterface& blobs,
                                          const std::string& path, const BlobProgress& progress,
                                          std::stop_token stop, const MovePiece& move) {
  ASSIGN_OR_RETURN(std::string digest, Sha256HexOfFile(path));
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr || fseeko(file.get(), 0, SEEK_END) != 0) return ReadError(path);
  const std::int64_t size = ftello(file.get());
  RETURN_IF_ERROR(CheckPutSize(path, size, kMaxBlobFileSize));
  const auto read = [&](std::int64_t offset, std::int64_t piece) {
    return ReadPieceOfFile(file.get(), path, offset, piece);
  };
  RETURN_IF_ERROR(PutPieces(blobs, digest, size, read, progress, stop, move));
  return digest;
}

absl::StatusOr<std::string> GetBlob(v1::BlobService::StubInterface& blobs,
                                    const std::string& digest, std::int64_t max_size,
                                    std::stop_token stop, const MovePiece& move) {
  std::string content;
  const auto append = [&content](std::string_view piece) {
    content += piece;
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(GetPieces(blobs, digest, max_size, append, stop, move));
  return content;
}

absl::Status GetBlobToFile(v1::BlobService::StubInterface& blobs, const std::string& digest,
                           const std::string& path, std::int64_t max_size, std::stop_token stop,
                           const MovePiece& move) {
  const std::string temporary = TemporaryName(path);
  absl::Status status = WriteBlob(blobs, digest, temporary, max_size, stop, move);
  if (status.ok()) status = Rename(temporary, path);
  if (!status.ok()) std::remove(temporary.c_str());
  return status;
}

}  // namespace rung
