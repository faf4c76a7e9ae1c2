#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "client/program.h"
#include "common/data/encoding_json.h"
#include "common/model/checkpoint_header.h"
#include "common/model/onnx_reader.h"
#include "common/sha256.h"
#include "tests/unit/client/fake_coordinator.h"
#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

void AppendNumbers(const std::vector<float>& numbers, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float));
}

// A checkpoint of SGD after 9 epochs, as the trainer writes it.
std::string CheckpointOf(const DenseNetwork& network) {
  CheckpointHeader header;
  header.configuration.set_activation(network.activation);
  header.widths = {static_cast<std::uint32_t>(network.layers[0].inputs)};
  for (const DenseLayer& layer : network.layers) {
    header.widths.push_back(static_cast<std::uint32_t>(layer.outputs));
  }
  std::string bytes = EncodeCheckpointHeader(header);
  for (const std::uint32_t number : {9U, ~9U}) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  for (const DenseLayer& layer : network.layers) AppendNumbers(layer.weights, bytes);
  for (const DenseLayer& layer : network.layers) AppendNumbers(layer.biases, bytes);
  return bytes;
}

// `rung model get` of a search whose trial 7 is the best and the only one that is kept.
class ModelGetTest : public testing::Test {
 protected:
  ModelGetTest() {
    auto& searches = coordinator_.searches;
    searches.pages = {NamedSearch("zoo", v1::Search::SUCCEEDED)};
    searches.pages[0].mutable_spec()->set_score(v1::ACCURACY);
    searches.sequence = searches.pages;
    v1::Trial& trial = searches.trials.emplace_back();
    trial.set_name("searches/zoo/trials/7");
    v1::RungResult& rung = *trial.add_rungs();
    rung.set_epochs(9);
    rung.set_score(0.875);
    *searches.best.add_trials()->mutable_trial() = trial;
    coordinator_.blobs.content = CheckpointOf(model_.network);
    searches.model.set_name("searches/zoo/trials/7/model");
    searches.model.set_epochs(9);
    searches.model.set_checkpoint(Sha256Hex(coordinator_.blobs.content));
    searches.model.set_encoding(EncodingToJson(model_.encoding));
  }
  int Get(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"rung", "model", "get", "--coordinator",
                                      coordinator_.address()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const int exit_code = Program().Run(static_cast<int>(argv.size()), argv.data());
    printed_ = testing::internal::GetCapturedStdout();
    said_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }
  std::string Written() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const TrainedModel model_ = WavyModel(MixedClasses(), v1::GELU);
  const PrivateFolder folder_ = *PrivateFolder::Make();
  const std::string path_ = folder_.File("zoo.onnx");
  FakeCoordinator coordinator_;
  std::string printed_;
  std::string said_;
};

TEST_F(ModelGetTest, WritesTheBestTrialAndSaysWhatItIs) {
  ASSERT_EQ(Get({"zoo", "-f", path_}), 0) << said_;
  EXPECT_EQ(said_,
            "zoo, trial 7: 9 epochs, validation accuracy 0.875; 3 columns make 6 inputs, to "
            "predict kind\n");
  const auto read = ModelFromOnnx(Written());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, model_);
}

TEST_F(ModelGetTest, WritesToStdoutTheSameBytes) {
  ASSERT_EQ(Get({"zoo", "7", "-f", path_}), 0) << said_;
  ASSERT_EQ(Get({"zoo", "7", "-f", "-"}), 0) << said_;
  EXPECT_EQ(printed_, Written());
}

TEST_F(ModelGetTest, OverwritesOnlyByForce) {
  std::ofstream(path_) << "mine";
  EXPECT_EQ(Get({"zoo", "-f", path_}), 2);
  EXPECT_THAT(said_, HasSubstr("--force"));
  EXPECT_EQ(Written(), "mine");
  EXPECT_EQ(Get({"zoo", "-f", path_, "--force"}), 0) << said_;
  EXPECT_THAT(ModelFromOnnx(Written()), IsOk());
}

TEST_F(ModelGetTest, AsksForAFileAndAVerb) {
  EXPECT_EQ(Get({"zoo"}), 2);
  EXPECT_THAT(said_, HasSubstr("-f model.onnx"));
  const char* const argv[] = {"rung", "model"};
  testing::internal::CaptureStderr();
  EXPECT_EQ(Program().Run(2, argv), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("rung model get flowers -f"));
}

TEST_F(ModelGetTest, NamesATrialThatIsNone) {
  EXPECT_EQ(Get({"zoo", "best", "-f", path_}), 2);
  EXPECT_THAT(said_, HasSubstr("'best' is not the number of a trial"));
  EXPECT_EQ(Get({"zoo", "8", "-f", path_}), 4);
  EXPECT_THAT(said_, HasSubstr("searches/zoo/trials/8"));
}

TEST_F(ModelGetTest, SaysWhereNoTrialHasAScoreYet) {
  coordinator_.searches.best.Clear();
  EXPECT_EQ(Get({"zoo", "-f", path_}), 2);
  EXPECT_THAT(said_, HasSubstr("no trial of zoo has a score yet"));
}

TEST_F(ModelGetTest, WritesNothingWhereTheCoordinatorsAnswerDoesNotFit) {
  coordinator_.searches.model.set_encoding(EncodingToJson(MixedRegression()));
  EXPECT_EQ(Get({"zoo", "-f", path_}), 1);
  EXPECT_THAT(said_, HasSubstr("searches/zoo/trials/7/model is not usable: the network has 6"));
  coordinator_.searches.model.set_encoding("{");
  EXPECT_EQ(Get({"zoo", "-f", path_}), 1);
  coordinator_.blobs.content = "rungckpt";
  coordinator_.searches.model.set_checkpoint(Sha256Hex(coordinator_.blobs.content));
  EXPECT_EQ(Get({"zoo", "-f", path_}), 1);
  EXPECT_THAT(said_, HasSubstr("searches/zoo/trials/7/model is not usable: the checkpoint"));
  EXPECT_EQ(Written(), "");
}

}  // namespace
}  // namespace rung
