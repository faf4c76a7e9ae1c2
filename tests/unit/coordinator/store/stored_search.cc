#include "tests/unit/coordinator/store/stored_search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <variant>

#include "common/sha256.h"
#include "coordinator/store/database_file.h"
#include "tests/unit/coordinator/store/example_history.h"
#include "tests/unit/status_matchers.h"

namespace rung {

StoredSearch::StoredSearch()
    : store(Store::Open(path).value()), blobs(BlobStore::Open(BlobDirectory(path)).value()) {
  ExampleHistory history;
  history.Prepare().Create("digits").TrainNineTrials();
  history.Decide(2, 1, 0).Choose({{2, 2}, {1, 1}}).Change(v1::Search::SUCCEEDED);
  std::vector<Fact> facts = history.Take();
  for (Fact& fact : facts) PutBlobs(fact);
  EXPECT_THAT(store->Commit(facts), IsOk());
}

// The digests of the example are no digests of anything; here, they are the contents.
void StoredSearch::PutBlobs(Fact& fact) {
  if (auto* data = std::get_if<DataSetAdded>(&fact)) data->digest = Put(data->digest);
  if (auto* split = std::get_if<SplitAdded>(&fact)) {
    split->data_set = Put(split->data_set);
    split->training_blob = Put(split->training_blob);
    split->test_blob = Put(split->test_blob);
  }
  if (auto* search = std::get_if<SearchCreated>(&fact)) search->data_set = Put(search->data_set);
  auto* result = std::get_if<ResultRecorded>(&fact);
  if (result != nullptr && !result->checkpoint.empty())
    result->checkpoint = Put(result->checkpoint);
}

std::string StoredSearch::Put(const std::string& content) {
  const std::string digest = Sha256Hex(content);
  const auto size = static_cast<std::int64_t>(content.size());
  EXPECT_THAT(blobs->Put(digest, size, 0, content), IsOk());
  EXPECT_THAT(blobs->Sync(digest), IsOk());
  return digest;
}

std::string StoredSearch::DataBlob() const {
  return fmt::format("{}/{}", BlobDirectory(path), Sha256Hex(Digest('d')));
}

void StoredSearch::Close() {
  blobs.reset();
  store.reset();
}

}  // namespace rung
