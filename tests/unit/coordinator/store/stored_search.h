#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coordinator/facts/facts.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/store.h"
#include "tests/unit/coordinator/store/temporary_directory.h"

namespace rung {

// A store in use, with a finished search of nine trials, and its blobs: the data, both parts
// of their division, and the networks of two finalists.
class StoredSearch {
 public:
  static constexpr int kBlobs = 5;

  StoredSearch();

  // The file of the data set's blob.
  std::string DataBlob() const;

  // Ends the coordinator.
  void Close();

  TemporaryDirectory directory;
  const std::string path = directory.File("lab.db");
  std::unique_ptr<Store> store;
  std::unique_ptr<BlobStore> blobs;

 private:
  // Puts a blob and answers its digest.
  std::string Put(const std::string& content);
  void PutBlobs(Fact& fact);
};

}  // namespace rung
