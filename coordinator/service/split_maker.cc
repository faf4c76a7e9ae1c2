#include "coordinator/service/split_maker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "common/data/encoding_json.h"
#include "common/data/prepare.h"
#include "common/sha256.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// Names all that a division depends on. The version is raised whenever the same
// spec divides or encodes otherwise.
std::string SplitKey(const std::string& data_set, v1::DataSpec data) {
  constexpr int kVersion = 1;
  data.clear_file();
  data.clear_label_file();
  return Sha256Hex(fmt::format("{} {} {}", kVersion, data_set, data.ShortDebugString()));
}

// A coordinator may be given more memory, which the room that reads data does not know.
absl::Status WithWayOut(const absl::Status& status) {
  if (!absl::IsResourceExhausted(status)) return status;
  return absl::ResourceExhaustedError(fmt::format(
      "{}; or start the coordinator with a larger --data-memory", std::string(status.message())));
}

// A file that is gone at the end of the scope, unless it was taken over.
class ScratchFile {
 public:
  explicit ScratchFile(std::string path) : path_(std::move(path)) {}
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { unlink(path_.c_str()); }

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace

absl::StatusOr<MadeSplit> SplitMaker::Make(const std::string& data_set, const v1::DataSpec& data) {
  const std::string key = SplitKey(data_set, data);
  ASSIGN_OR_RETURN(const v1::DataSet described, readers_.Take()->GetDataSet(data_set));
  ASSIGN_OR_RETURN(std::optional<SplitAdded> recorded, readers_.Take()->FindSplit(key));
  if (recorded && blobs_.Has(recorded->training_blob) && blobs_.Has(recorded->test_blob)) {
    ASSIGN_OR_RETURN(const Encoding encoding, EncodingFromJson(recorded->encoding));
    return MadeSplit{*std::move(recorded), encoding.objective};
  }
  return MakeAnew(key, described, data_set, data);
}

absl::StatusOr<MadeSplit> SplitMaker::MakeAnew(const std::string& key, const v1::DataSet& data_set,
                                               const std::string& digest,
                                               const v1::DataSpec& data) {
  ASSIGN_OR_RETURN(const std::string csv, blobs_.Path(digest));
  const absl::StatusOr<PreparedFiles> prepared =
      PrepareData(csv, data_set.display_name(), digest, data, data_memory_);
  if (!prepared.ok()) return WithWayOut(prepared.status());
  const ScratchFile training(blobs_.ScratchPath(key + "-training"));
  const ScratchFile test(blobs_.ScratchPath(key + "-test"));

  MadeSplit made;
  made.split.key = key;
  made.split.data_set = digest;
  RETURN_IF_ERROR(WritePreparedTraining(prepared->training, training.path()));
  ASSIGN_OR_RETURN(made.split.training_blob, blobs_.PutFile(training.path()));
  RETURN_IF_ERROR(WritePreparedTest(prepared->test, test.path()));
  ASSIGN_OR_RETURN(made.split.test_blob, blobs_.PutFile(test.path()));
  made.split.sizes = prepared->sizes;
  made.split.encoding = EncodingToJson(prepared->encoding);
  made.objective = prepared->encoding.objective;
  return made;
}

}  // namespace rung
