#include "worker/agent/cached_inputs.h"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>

#include "common/status_macros.h"
#include "worker/agent/retry.h"

namespace rung {

namespace {

std::int64_t BytesOf(const PreparedPart& part) {
  const std::size_t numbers = part.features.size() + part.classes.size() + part.targets.size();
  return static_cast<std::int64_t>(numbers * sizeof(float));
}

std::int64_t BytesOf(const PreparedTraining& data) {
  return BytesOf(data.training) + BytesOf(data.validation);
}

std::int64_t BytesOf(const PreparedTest& data) { return BytesOf(data.test); }

}  // namespace

CachedInputs::CachedInputs(CoordinatorClient& coordinator, BlobCache cache,
                           std::int64_t data_memory, RandomSource random)
    : coordinator_(coordinator),
      cache_(std::move(cache)),
      data_memory_(data_memory),
      random_(std::move(random)),
      data_(data_memory) {}

absl::StatusOr<std::shared_ptr<const PreparedTraining>> CachedInputs::Training(
    const std::string& digest, mlp::Progress progress, const std::stop_token& stop) {
  return Decoded(&ReadPreparedTraining, digest, progress, stop);
}

absl::StatusOr<std::shared_ptr<const PreparedTest>> CachedInputs::Test(
    const std::string& digest, mlp::Progress progress, const std::stop_token& stop) {
  return Decoded(&ReadPreparedTest, digest, progress, stop);
}

absl::StatusOr<std::shared_ptr<const std::string>> CachedInputs::Checkpoint(
    const std::string& digest, mlp::Progress progress, const std::stop_token& stop) {
  if (auto held = checkpoints_.Get(digest)) return held;
  const MovePiece move = Patiently(fmt::format("the checkpoint {}", digest), progress, stop);
  ASSIGN_OR_RETURN(std::string fetched, coordinator_.GetBlob(digest, move, stop));
  return Keep(digest, std::move(fetched));
}

MovePiece CachedInputs::Patiently(std::string what, mlp::Progress progress,
                                  const std::stop_token& stop) const {
  return [this, what = std::move(what), progress, stop](const std::function<absl::Status()>& call) {
    absl::Status status = Retry(what, random_, stop, call);
    if (status.ok()) mlp::CountStep(progress);
    return status;
  };
}

std::shared_ptr<const std::string> CachedInputs::Keep(const std::string& digest,
                                                      std::string checkpoint) {
  const auto bytes = static_cast<std::int64_t>(checkpoint.size());
  auto shared = std::make_shared<const std::string>(std::move(checkpoint));
  checkpoints_.Put(digest, shared, bytes);
  return shared;
}

absl::StatusOr<std::string> CachedInputs::FetchedPath(const std::string& digest,
                                                      mlp::Progress progress,
                                                      const std::stop_token& stop) {
  const MovePiece move = Patiently(fmt::format("the data {}", digest), progress, stop);
  return cache_.PathOf(digest, [&](const std::string& blob, const std::string& path) {
    return coordinator_.GetBlobToFile(blob, path, move, stop);
  });
}

// What a file holds takes as many bytes in memory, near enough; its reader checks that the header
// says so.
absl::Status CachedInputs::MakeRoom(const std::string& path) {
  std::error_code error;
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  if (error) return absl::NotFoundError(fmt::format("{}: {}", path, error.message()));
  if (data_.MakeRoom(bytes)) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "the data take {} bytes of memory, and this worker may hold {}, with those in use; start "
      "rung-worker with a larger --data-memory, or leave columns out with `ignore`",
      bytes, data_memory_));
}

template <typename Data>
absl::StatusOr<Data> CachedInputs::ReadInRoom(Read<Data> read, const std::string& path) {
  RETURN_IF_ERROR(MakeRoom(path));
  return read(path);
}

// A file that cannot be read is fetched once more: another process may have
// removed it, or the disk may have damaged it since it was verified.
template <typename Data>
absl::StatusOr<std::shared_ptr<const Data>> CachedInputs::Decoded(Read<Data> read,
                                                                  const std::string& digest,
                                                                  mlp::Progress progress,
                                                                  const std::stop_token& stop) {
  const auto held = data_.Get(digest);
  if (const Data* data = std::get_if<Data>(held.get())) {
    return std::shared_ptr<const Data>(held, data);
  }
  ASSIGN_OR_RETURN(std::string path, FetchedPath(digest, progress, stop));
  absl::StatusOr<Data> data = ReadInRoom(read, path);
  if (!data.ok() && !absl::IsFailedPrecondition(data.status())) {
    cache_.Remove(digest);
    ASSIGN_OR_RETURN(path, FetchedPath(digest, progress, stop));
    data = ReadInRoom(read, path);
  }
  RETURN_IF_ERROR(data.status());
  const std::int64_t bytes = BytesOf(*data);
  const auto shared = std::make_shared<const PreparedData>(*std::move(data));
  data_.Put(digest, shared, bytes);
  return std::shared_ptr<const Data>(shared, std::get_if<Data>(shared.get()));
}

}  // namespace rung
