#include "common/spec/spec_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <ostream>
#include <string>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kText[] = R"(# Which network reads digits best?
name: "digits"
data {
  file: "digits.csv"
  label: "digit"
}
successive_halving {
  trials: 81
  epochs: 81
}
space {
  learning_rate { min: 0.0001 max: 0.1 scale: LOG }
  activation: [RELU, TANH]
}
)";

std::string Replaced(const std::string& what, const std::string& by) {
  std::string text = kText;
  text.replace(text.find(what), what.size(), by);
  return text;
}

TEST(ParseSearchSpecTest, AnswersTheSpecAsItWasWritten) {
  const auto spec = ParseSearchSpec(kText, "digits.search");
  ASSERT_THAT(spec, IsOk());
  EXPECT_EQ(spec->name(), "digits");
  EXPECT_EQ(spec->successive_halving().eta(), 0);
  EXPECT_EQ(spec->space().activation_size(), 2);
}

TEST(ParseSearchSpecTest, ReadsTextThatBeginsWithAByteOrderMark) {
  EXPECT_THAT(ParseSearchSpec(std::string("\xEF\xBB\xBF") + kText, "digits.search"), IsOk());
}

// A change to the text above and the message that it brings.
struct Replacement {
  std::string what;
  std::string by;
  std::string message;
};

void PrintTo(const Replacement& shown, std::ostream* out) { *out << shown.message; }

class ParseSearchSpecFaultTest : public testing::TestWithParam<Replacement> {};

TEST_P(ParseSearchSpecFaultTest, TellsTheFaultWithItsPosition) {
  const Replacement& expected = GetParam();
  EXPECT_THAT(ParseSearchSpec(Replaced(expected.what, expected.by), "digits.search"),
              StatusIs(StatusCode::kInvalidArgument, StartsWith(expected.message)));
}

const Replacement kCases[] = {
    {"epochs: 81", "epochs: 81\n  etta: 3",
     "digits.search:10:3: SuccessiveHalving has no field etta; did you mean eta?"},
    {"epochs: 81", "brackets: 81",
     "digits.search:9:3: SuccessiveHalving has no field brackets; there are trials, epochs, eta, "
     "min_epochs"},
    {"TANH", "TANHH", "digits.search:13:22: activation cannot be TANHH; did you mean TANH?"},
    {"[RELU, TANH]", "RELUU\n  optimizer: SGD",
     "digits.search:13:15: activation cannot be RELUU; did you mean RELU?"},
    {"TANH", "GELU_NEW",
     "digits.search:13:22: activation cannot be GELU_NEW; there are RELU, TANH, SIGMOID"},
    {"trials: 81", "trials: many", "digits.search:8:11: Expected integer"},
    {"trials: 81", "trials: 81 trials: 82", "digits.search:8:"},
    {"learning_rate {", "units: 64 learning_rate {",
     "digits.search:12:10: expected {, found 64; a fixed parameter is written { value: 64 }"},
    {"epochs: 81", "epochs: 81\n  eta: 1",
     "digits.search:10:3: successive_halving.eta is 1; each rung keeps 1 trial in eta"},
    {"trials: 81", "trials: 26", "digits.search:8:3: successive_halving.trials is 26; with epochs"},
    {"min: 0.0001", "min: 0",
     "digits.search:12:19: space.learning_rate.min is 0 under scale LOG; a logarithm needs"},
    {"[RELU, TANH]", "[RELU, RELU]", "digits.search:13:3: space.activation[1] is RELU again"},
    {"activation: [RELU, TANH]", "activation: RELU activation: RELU",
     "digits.search:13:20: space.activation[1] is RELU again"},
    {"  label: \"digit\"\n", "", "digits.search:3:1: data.label is missing"},
    {"  file: \"digits.csv\"\n", "", "digits.search:3:1: data.file is missing"},
    {"  trials: 81", "\ttrials:\tmany", "digits.search:8:10: Expected integer"},
    {"  trials: 81", "\t \ttrails: 81", "digits.search:8:4: SuccessiveHalving has no field trails"},
    {"  trials: 81", "\ttrials: 26", "digits.search:8:2: successive_halving.trials is 26"},
    {"name: \"digits\"", "", "digits.search: name is \"\""},
    {"label: \"digit\"", "label: \"\\377\"", "digits.search: holds text that is not UTF-8"},
};
INSTANTIATE_TEST_SUITE_P(Cases, ParseSearchSpecFaultTest, testing::ValuesIn(kCases));

TEST(ParseSearchSpecTest, RefusesTextOverOneMebibyte) {
  EXPECT_THAT(ParseSearchSpec(std::string(kMaxSpecFileSize + 1, ' '), "big"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("at most 1 MiB")));
}

TEST(ParseSearchSpecTest, RefusesWhatIsNoTextAtAll) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 37));
  EXPECT_THAT(ParseSearchSpec(bytes, "noise"),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("noise:")));
  EXPECT_THAT(ParseSearchSpec(std::string(100'000, '{'), "deep"),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("deep:")));
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += "space {";
  EXPECT_THAT(ParseSearchSpec(nested, "nested"),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("nested:")));
}

TEST(ReadSearchSpecTest, ReadsAFile) {
  const std::string path = testing::TempDir() + "/digits.search";
  std::ofstream(path) << kText;
  const auto spec = ReadSearchSpec(path);
  ASSERT_THAT(spec, IsOk());
  EXPECT_EQ(spec->data().label(), "digit");
}

TEST(ReadSearchSpecTest, SaysThatThereIsNoFile) {
  EXPECT_THAT(ReadSearchSpec(testing::TempDir() + "/absent.search"),
              StatusIs(StatusCode::kNotFound, HasSubstr("absent.search: No such file")));
  EXPECT_THAT(ReadSearchSpec(testing::TempDir()),
              StatusIs(StatusCode::kUnavailable, HasSubstr("directory")));
}

}  // namespace
}  // namespace rung
