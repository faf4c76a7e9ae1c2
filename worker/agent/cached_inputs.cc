#include "worker/agent/cached_inputs.h"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
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
    const std::string& digest, const std::stop_token& stop) {
  return Decoded(&ReadPreparedTraining, digest, stop);
}

absl::StatusOr<std::shared_ptr<const PreparedTest>> CachedInputs::Test(
    const std::string& digest, const std::stop_token& stop) {
  return Decoded(&ReadPreparedTest, digest, stop);
}

absl::StatusOr<std::shared_ptr<const std::string>> CachedInputs::Checkpoint(
    const std::string& digest, const std::stop_token& stop) {
  if (auto held = checkpoints_.Get(digest)) return held;
  absl::StatusOr<std::string> fetched;
  RETURN_IF_ERROR(Retry(fmt::format("the checkpoint {}", digest), random_, stop, [&] {
    fetched = coordinator_.GetBlob(digest, stop);
    return fetched.status();
  }));
  return Keep(digest, *std::move(fetched));
}

std::shared_ptr<const std::string> CachedInputs::Keep(const std::string& digest,
                                                      std::string checkpoint) {
  const auto bytes = static_cast<std::int64_t>(checkpoint.size());
  auto shared = std::make_shared<const std::string>(std::move(checkpoint));
  checkpoints_.Put(digest, shared, bytes);
  return shared;
}

absl::StatusOr<std::string> CachedInputs::FetchedPath(const std::string& digest,
                                                      const std::stop_token& stop) {
  return cache_.PathOf(digest, [&](const std::string& blob, const std::string& path) {
    return Retry(fmt::format("the data {}", blob), random_, stop,
                 [&] { return coordinator_.GetBlobToFile(blob, path, stop); });
  });
}

// What a file holds takes as many bytes in memory, near enough; its reader checks that the header
// says so.
absl::Status CachedInputs::MakeRoom(const std::string& path) {
  std::error_code error;
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
  if (error) return absl::NotFoundError(fmt::format("{}: {}", path, error.message()));
  if (data_.MakeRoom(bytes)) return absl::OkStatus();
  return absl::OutOfRangeError(fmt::format(
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
                                                                  const std::stop_token& stop) {
  const auto held = data_.Get(digest);
  if (const Data* data = std::get_if<Data>(held.get())) {
    return std::shared_ptr<const Data>(held, data);
  }
  ASSIGN_OR_RETURN(std::string path, FetchedPath(digest, stop));
  absl::StatusOr<Data> data = ReadInRoom(read, path);
  if (!data.ok() && !absl::IsOutOfRange(data.status())) {
    cache_.Remove(digest);
    ASSIGN_OR_RETURN(path, FetchedPath(digest, stop));
    data = ReadInRoom(read, path);
  }
  RETURN_IF_ERROR(data.status());
  const std::int64_t bytes = BytesOf(*data);
  const auto shared = std::make_shared<const PreparedData>(*std::move(data));
  data_.Put(digest, shared, bytes);
  return std::shared_ptr<const Data>(shared, std::get_if<Data>(shared.get()));
}

}  // namespace rung
