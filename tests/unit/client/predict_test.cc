#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/predict_rows.h"
#include "client/private_folder.h"
#include "client/program.h"
#include "common/model/onnx_writer.h"
#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;
using testing::Not;

class PredictTest : public testing::Test {
 protected:
  // `rung predict` of the rows, with flags; answers the exit code and keeps what was said.
  int Predict(const TrainedModel& model, const std::string& csv,
              const std::vector<std::string>& flags = {}) {
    std::ofstream(folder_.File("model.onnx"), std::ios::binary) << *ModelToOnnx(model, "");
    return PredictWith(csv, flags);
  }
  int PredictWith(const std::string& csv, const std::vector<std::string>& flags = {}) {
    std::ofstream(folder_.File("data.csv"), std::ios::binary) << csv;
    std::vector<std::string> words = {"rung", "predict", folder_.File("model.onnx"),
                                      folder_.File("data.csv")};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    const int exit_code = Program().Run(static_cast<int>(argv.size()), argv.data());
    printed_ = testing::internal::GetCapturedStdout();
    said_ = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  const PrivateFolder folder_ = *PrivateFolder::Make();
  std::string printed_;
  std::string said_;
};

TEST_F(PredictTest, GivesEveryRowAClassWithItsProbabilities) {
  std::string csv = "size,age,colour,kind\n";
  for (int row = 0; row < 600; ++row) csv += "-0.125,40,dark red,0\n";
  ASSERT_EQ(Predict(WavyModel(MixedClasses()), csv, {"-o", "jsonl"}), 0) << said_;
  const auto lines = static_cast<int>(std::count(printed_.begin(), printed_.end(), '\n'));
  EXPECT_EQ(lines, 600);
  const auto row = nlohmann::json::parse(printed_.substr(0, printed_.find('\n')));
  const double sum = row.at("probability_-1").get<double>() +
                     row.at("probability_0").get<double>() +
                     row.at("probability_cat, tame").get<double>();
  EXPECT_NEAR(sum, 1, 1e-6);
  EXPECT_THAT(said_, HasSubstr(" over 600 rows with a label\n"));
}

TEST_F(PredictTest, TakesValuesBackToTheLabelsUnit) {
  TrainedModel model = WavyModel(MixedRegression());
  model.network.layers = {
      {.inputs = 6, .outputs = 1, .weights = {0.25F, 0, 0, 0, 0.5F, 0}, .biases = {1}}};
  ASSERT_EQ(
      Predict(model, "age,colour,size,kind\n60,blue,-0.125,131\n40,grün,-0.125,\n", {"-o", "csv"}),
      0)
      << said_;
  EXPECT_EQ(printed_, "prediction\n130\n130\n");
  EXPECT_EQ(said_, "rmse 1.0000 over 1 row with a label\n");
}

// Two rows of two pixels, (1, 0) and (0, 1), and their labels.
TEST_F(PredictTest, TakesImagesWithLabelsInAFileOfTheirOwn) {
  TrainedModel model;
  model.encoding.columns = {{.name = "x0", .is_numeric = true}, {.name = "x1", .is_numeric = true}};
  model.encoding.label = "digit";
  model.encoding.objective = v1::CLASSIFICATION;
  model.encoding.class_names = {"3", "7"};
  model.network.layers = {{.inputs = 2, .outputs = 2, .weights = {1, 0, 0, 1}, .biases = {0, 0}}};
  std::ofstream(folder_.File("labels"), std::ios::binary)
      << std::string("\0\0\x08\x01\0\0\0\x02\x03\x03", 10);
  const std::string images("\0\0\x08\x02\0\0\0\x02\0\0\0\x02\x01\0\0\x01", 16);
  ASSERT_EQ(Predict(model, images, {"--labels", folder_.File("labels"), "-o", "csv"}), 0) << said_;
  EXPECT_THAT(printed_, HasSubstr("\n3,0.731"));
  EXPECT_THAT(printed_, HasSubstr("\n7,0.268"));
  EXPECT_EQ(said_, "accuracy 0.5000 over 2 rows with a label\n");
}

TEST(RowsTogetherTest, AreFewWhereAnyLayerIsWide) {
  const auto layer = [](std::size_t inputs, std::size_t outputs) {
    return DenseLayer{.inputs = inputs, .outputs = outputs};
  };
  constexpr std::size_t kWide = 1'000'000;
  EXPECT_EQ(RowsTogether({.layers = {layer(3, 50), layer(50, 2)}}), 256U);
  EXPECT_EQ(RowsTogether({.layers = {layer(3, kWide), layer(kWide, 2)}}), 4U);
  EXPECT_EQ(RowsTogether({.layers = {layer(3, 2), layer(2, 100 * kWide)}}), 1U);
  EXPECT_EQ(RowsTogether({.layers = {layer(kWide, 2)}}), 4U);
}

TEST_F(PredictTest, SaysWhichCellsItTookAsMissing) {
  ASSERT_EQ(Predict(WavyModel(MixedClasses()), "age,colour,size\n1,pink,1\n1,?,1\n"), 0) << said_;
  EXPECT_EQ(said_, "taken as missing, as no training row had their category: 1 cell\n");
}

TEST_F(PredictTest, SaysWhichLabelsAreNoneOfTheClasses) {
  ASSERT_EQ(Predict(WavyModel(MixedClasses()), "age,colour,size,kind\n1,blue,1,dog\n1,blue,1,ox\n"),
            0)
      << said_;
  EXPECT_EQ(said_,
            "taken as wrong, as the model does not have their class: 2 labels\n"
            "accuracy 0.0000 over 2 rows with a label\n");
}

TEST_F(PredictTest, RefusesARowOfWhichTheModelSaysWhatIsNoNumber) {
  for (const Encoding& encoding : {MixedClasses(), MixedRegression()}) {
    TrainedModel model = WavyModel(encoding, v1::RELU);
    model.network.layers[0].weights[0] = 3e38F;  // of age, as multiples of 10 from 40
    for (float& weight : model.network.layers[1].weights) weight = 1;
    for (float& weight : model.network.layers[2].weights) weight = 1;
    EXPECT_EQ(Predict(model, "age,colour,size,kind\n40,blue,1,0\n60,blue,1,0\n"), 2);
    EXPECT_THAT(said_, HasSubstr("row 2 is no number"));
    EXPECT_THAT(said_, Not(HasSubstr("with a label")));
  }
}

TEST_F(PredictTest, NamesLineAndColumnOfAWrongCell) {
  EXPECT_EQ(Predict(WavyModel(MixedClasses()), "age,colour,size\n1,blue,x\n"), 2);
  EXPECT_THAT(said_, HasSubstr("data.csv:2: column 'size': 'x' is not a number"));
}

TEST_F(PredictTest, RefusesAFileThatIsNoModelByItsName) {
  EXPECT_EQ(PredictWith("a\n1\n"), 2);
  EXPECT_THAT(said_, HasSubstr("model.onnx: "));
  std::ofstream(folder_.File("model.onnx")) << "age,colour\n1,2\n";
  EXPECT_EQ(PredictWith("a\n1\n"), 2);
  EXPECT_THAT(said_, HasSubstr("model.onnx: the file is damaged: it is no ONNX, or not whole"));
  EXPECT_EQ(printed_, "");
}

}  // namespace
}  // namespace rung
