#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <exception>
#include <map>
#include <string>
#include <vector>

#include "common/model/onnx_reader.h"
#include "common/model/onnx_writer.h"
#include "tests/unit/common/model/sample_models.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Written(const TrainedModel& model) { return ModelToOnnx(model, "a model").value(); }

onnx::ModelProto Parsed(const std::string& bytes) {
  onnx::ModelProto file;
  EXPECT_TRUE(file.ParseFromString(bytes));
  return file;
}

// ONNX's own opinion; empty where the file is right.
std::string FaultOf(const std::string& bytes) {
  try {
    onnx::checker::check_model(Parsed(bytes));
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

Encoding Only(const Encoding& encoding, bool is_numeric) {
  Encoding only = encoding;
  std::erase_if(only.columns,
                [=](const ColumnEncoding& column) { return column.is_numeric != is_numeric; });
  return only;
}

TEST(OnnxTest, HoldsAllThatIsNeededToReadTheModelBack) {
  for (const Encoding& encoding : {MixedClasses(), MixedRegression()}) {
    for (const v1::Activation activation : kActivations) {
      const TrainedModel model = WavyModel(encoding, activation);
      const auto read = ModelFromOnnx(Written(model));
      ASSERT_THAT(read, IsOk());
      EXPECT_EQ(*read, model);
    }
  }
}

TEST(OnnxTest, IsRightByTheRulesOfOnnx) {
  for (const Encoding& encoding : {MixedClasses(), MixedRegression()}) {
    for (const v1::Activation activation : kActivations) {
      EXPECT_EQ(FaultOf(Written(WavyModel(encoding, activation))), "");
    }
  }
}

std::vector<std::string> InputsOf(const Encoding& encoding) {
  TrainedModel model;
  model.encoding = encoding;
  model.network.layers = {WavyLayer(encoding.input_count(), 3)};
  const std::string bytes = Written(model);
  EXPECT_EQ(FaultOf(bytes), "");
  std::vector<std::string> names;
  const onnx::ModelProto file = Parsed(bytes);
  for (const auto& input : file.graph().input()) names.push_back(input.name());
  return names;
}

TEST(OnnxTest, HasOnlyTheInputsForWhichThereAreColumns) {
  EXPECT_THAT(InputsOf(MixedClasses()), ElementsAre("numbers", "words"));
  EXPECT_THAT(InputsOf(Only(MixedClasses(), true)), ElementsAre("numbers"));
  EXPECT_THAT(InputsOf(Only(MixedClasses(), false)), ElementsAre("words"));
}

TEST(OnnxTest, TellsProgramsTheOrderOfColumnsAndClasses) {
  std::map<std::string, std::string> told;
  const onnx::ModelProto file = Parsed(Written(WavyModel(MixedClasses())));
  for (const auto& entry : file.metadata_props()) {
    told[entry.key()] = entry.value();
  }
  EXPECT_EQ(told["numbers"], R"(["age","size"])");
  EXPECT_EQ(told["words"], R"(["colour"])");
  EXPECT_EQ(told["classes"], R"(["-1","0","cat, tame"])");
}

// A file that was changed after it was written.
class ForeignOnnxTest : public testing::Test {
 protected:
  void ExpectRefused(const std::string& message) {
    EXPECT_THAT(ModelFromOnnx(file_.SerializeAsString()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  }
  onnx::TensorProto& Initializer(const std::string& name) {
    for (onnx::TensorProto& tensor : *file_.mutable_graph()->mutable_initializer()) {
      if (tensor.name() == name) return tensor;
    }
    return *file_.mutable_graph()->add_initializer();
  }
  std::string& Entry(const std::string& key) {
    for (onnx::StringStringEntryProto& entry : *file_.mutable_metadata_props()) {
      if (entry.key() == key) return *entry.mutable_value();
    }
    return *file_.add_metadata_props()->mutable_value();
  }

  onnx::ModelProto file_ = Parsed(Written(WavyModel(MixedClasses())));
};

TEST_F(ForeignOnnxTest, OfSomeoneElseIsRefusedWithTheWayOut) {
  file_.clear_metadata_props();
  ExpectRefused("not a model of rung; only files of `rung model get`");
}

TEST_F(ForeignOnnxTest, OfAnotherFormatIsRefused) {
  Entry("rung.format") = "2";
  ExpectRefused("another version of rung");
}

TEST_F(ForeignOnnxTest, SizesThatDoNotFitTheNumbersAreRefused) {
  onnx::TensorProto& weights = Initializer("layer_1_weights");
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{4}, std::int64_t{-5},
                                  std::int64_t{1} << 32, std::int64_t{1} << 62}) {
    weights.set_dims(0, size);
    ExpectRefused("layer_1_weights has not the size it tells");
  }
  weights.add_dims(1);
  ExpectRefused("too many dimensions");
  weights.clear_dims();
  ExpectRefused("layer_1_weights has not the size it tells");
}

TEST_F(ForeignOnnxTest, PartsThatAreMissingOrDoNotFitAreRefused) {
  const onnx::ModelProto whole = file_;
  const auto expect_refused = [&](const auto& change, const std::string& message) {
    file_ = whole;
    change();
    ExpectRefused(message);
  };
  expect_refused([&] { Initializer("layer_1_biases").set_name("b"); }, "layer_1_biases is missing");
  expect_refused([&] { Initializer("layer_0_weights").set_name("w"); }, "there is no layer");
  expect_refused([&] { Initializer("layer_2_biases").set_data_type(onnx::TensorProto::DOUBLE); },
                 "layer_2_biases has not the size it tells");
  expect_refused([&] { Initializer("layer_2_biases").clear_raw_data(); },
                 "layer_2_biases has not the size it tells");
  expect_refused([&] { Entry("rung.activation") = "STEP"; }, "activation");
  expect_refused([&] { Entry("rung.encoding") = "{}"; }, "encoding");
  expect_refused([&] { Entry("rung.encoding") = Entry("rung.activation"); }, "encoding");
}

TEST_F(ForeignOnnxTest, TheGraphIsNotLookedAt) {
  file_.mutable_graph()->clear_node();
  file_.mutable_graph()->clear_input();
  const auto read = ModelFromOnnx(file_.SerializeAsString());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, WavyModel(MixedClasses()));
}

// The last entries of the metadata are for others: without them, the model is still whole.
TEST(DamagedOnnxTest, EveryTruncationIsRefusedUnlessTheModelIsWhole) {
  const TrainedModel model = WavyModel(MixedClasses());
  const std::string whole = Written(model);
  int accepted = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = ModelFromOnnx(whole.substr(0, size));
    if (read.ok()) {
      ASSERT_EQ(*read, model);
      ++accepted;
    } else {
      ASSERT_TRUE(absl::IsInvalidArgument(read.status())) << read.status();
    }
  }
  EXPECT_EQ(accepted, 3);  // at the ends of three entries
}

TEST(DamagedOnnxTest, EveryChangedByteGivesAnUsableModelOrAnError) {
  const std::string whole = Written(WavyModel(MixedClasses()));
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string damaged = whole;
      damaged[place] = static_cast<char>(damaged[place] ^ mask);
      const auto read = ModelFromOnnx(damaged);
      if (!read.ok()) continue;
      ASSERT_THAT(CheckModel(*read), IsOk());
    }
  }
}

}  // namespace
}  // namespace rung
