#include "worker/agent/cached_inputs.h"

#include <fmt/format.h>

#include <utility>

#include "common/status_macros.h"
#include "worker/agent/retry.h"

namespace rung {

CachedInputs::CachedInputs(CoordinatorClient& coordinator, BlobCache cache, RandomSource random)
    : coordinator_(coordinator), cache_(std::move(cache)), random_(std::move(random)) {}

absl::StatusOr<std::shared_ptr<const PreparedTraining>> CachedInputs::Training(
    const std::string& digest, const std::stop_token& stop) {
  return Decoded(training_, &ReadPreparedTraining, digest, stop);
}

absl::StatusOr<std::shared_ptr<const PreparedTest>> CachedInputs::Test(
    const std::string& digest, const std::stop_token& stop) {
  return Decoded(test_, &ReadPreparedTest, digest, stop);
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

// A file that cannot be read is fetched once more: another process may have
// removed it, or the disk may have damaged it since it was verified.
template <typename Data>
absl::StatusOr<std::shared_ptr<const Data>> CachedInputs::Decoded(
    Lru<Data>& held, absl::StatusOr<Data> (*read)(const std::string& path),
    const std::string& digest, const std::stop_token& stop) {
  if (auto data = held.Get(digest)) return data;
  ASSIGN_OR_RETURN(std::string path, FetchedPath(digest, stop));
  absl::StatusOr<Data> data = read(path);
  if (!data.ok()) {
    cache_.Remove(digest);
    ASSIGN_OR_RETURN(path, FetchedPath(digest, stop));
    ASSIGN_OR_RETURN(data, read(path));
  }
  auto shared = std::make_shared<const Data>(*std::move(data));
  held.Put(digest, shared, /*weight=*/1);
  return shared;
}

}  // namespace rung
