#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rung/v1/blob.grpc.pb.h"

// Moves blobs in pieces. Every function may be called again after an error:
// putting goes on where the coordinator's copy ends. Besides the errors of
// BlobService: CANCELLED once a stop is requested, DATA_LOSS for an answer that
// breaks the protocol or content that does not have its digest.
namespace rung {

// Bytes of a piece.
inline constexpr std::int64_t kBlobPieceSize = std::int64_t{1} << 20;
// The largest blob that is sent or received as a file.
inline constexpr std::int64_t kMaxBlobFileSize = std::int64_t{16} << 30;
// The largest blob that is sent from or received into memory: above the checkpoint
// of the largest network.
inline constexpr std::int64_t kMaxBlobMemorySize = std::int64_t{4} << 30;

// Makes the call that moves a piece, once or until it is answered; the answer counts. What is
// repeated here goes on where the transfer stands.
using MovePiece = std::function<absl::Status(const std::function<absl::Status()>& call)>;

// The call once.
inline absl::Status MoveOnce(const std::function<absl::Status()>& call) { return call(); }

// Told after each piece how many bytes are stored, of how many.
using BlobProgress = std::function<void(std::int64_t stored, std::int64_t size)>;

// Puts `content`, whose SHA-256 is `digest`. Returns once it is durable.
absl::Status PutBlob(v1::BlobService::StubInterface& blobs, const std::string& digest,
                     std::string_view content, const BlobProgress& progress = {},
                     std::stop_token stop = {});

// Puts a file's content and returns its digest. INVALID_ARGUMENT for an empty
// or too large file, NOT_FOUND or UNAVAILABLE where it cannot be read.
absl::StatusOr<std::string> PutFileAsBlob(v1::BlobService::StubInterface& blobs,
                                          const std::string& path,
                                          const BlobProgress& progress = {},
                                          std::stop_token stop = {},
                                          const MovePiece& move = &MoveOnce);

// A blob of at most `max_size` bytes, verified; OUT_OF_RANGE if it is larger.
absl::StatusOr<std::string> GetBlob(v1::BlobService::StubInterface& blobs,
                                    const std::string& digest,
                                    std::int64_t max_size = kMaxBlobMemorySize,
                                    std::stop_token stop = {}, const MovePiece& move = &MoveOnce);

// Writes a blob of at most `max_size` bytes to `path`. It is written beside it
// under a name of its own, verified, then renamed: `path` never holds anything
// else than the whole blob. OUT_OF_RANGE if it is larger, FAILED_PRECONDITION where
// the file cannot be written, be it for want of room.
absl::Status GetBlobToFile(v1::BlobService::StubInterface& blobs, const std::string& digest,
                           const std::string& path, std::int64_t max_size = kMaxBlobFileSize,
                           std::stop_token stop = {}, const MovePiece& move = &MoveOnce);

}  // namespace rung
