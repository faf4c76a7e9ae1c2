#include "client/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <new>
#include <string>
#include <vector>

#include "client/private_folder.h"

namespace rung {
namespace {

using testing::HasSubstr;

int RunWith(const std::vector<const char*>& arguments) {
  std::vector<const char*> argv = {"rung"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return Program().Run(static_cast<int>(argv.size()), argv.data());
}

TEST(ProgramTest, HasEveryVerbWithAnExampleAndTheExitCodes) {
  for (const char* name :
       {"init",  "plan",   "local",  "search",  "ls",     "show",    "trials", "best",
        "watch", "pause",  "resume", "stop",    "cancel", "rm",      "data",   "workers",
        "top",   "doctor", "health", "compare", "model",  "predict", "certs"}) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(RunWith({name, "--help"}), 0);
    const std::string help = testing::internal::GetCapturedStdout();
    EXPECT_THAT(help, HasSubstr(std::string("Example:\n  rung ") + name));
    EXPECT_THAT(help, HasSubstr("130 Ctrl-C"));
  }
}

TEST(ProgramTest, ShowsHelpWithoutAVerb) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(RunWith({}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("rung local flowers.txtpb"));
}

TEST(ProgramTest, AnswersBadUsageWithTwo) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"dance"}), 2);
  EXPECT_EQ(RunWith({"ls", "-o", "xml"}), 2);
  EXPECT_EQ(RunWith({"plan"}), 2);
  EXPECT_EQ(RunWith({"local", "x", "--workers", "0"}), 2);
  EXPECT_EQ(RunWith({"compare", "a", "b", "c"}), 2);
  EXPECT_EQ(RunWith({"ls", "--coordinator", "nowhere"}), 2);
  EXPECT_EQ(RunWith({"plan", "/no/such/file"}), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("HOST:PORT"));
}

TEST(ProgramTest, SaysSoWhereMemoryRunsOut) {
  Program program;
  program.AddVerb("grow", "Take all memory", "rung grow").SetAction([]() -> absl::StatusOr<int> {
    throw std::bad_alloc();
  });
  const std::vector<const char*> argv = {"rung", "grow"};
  testing::internal::CaptureStderr();
  EXPECT_EQ(program.Run(2, argv.data()), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("rung: out of memory"));
}

TEST(ProgramTest, RefusesAnEmptyName) {
  testing::internal::CaptureStderr();
  for (const std::vector<const char*>& arguments :
       std::vector<std::vector<const char*>>{{"rm", ""},
                                             {"data", "rm", ""},
                                             {"cancel", ""},
                                             {"plan", ""},
                                             {"compare", "", "units"}}) {
    EXPECT_EQ(RunWith(arguments), 2) << arguments[0];
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("SEARCH: a name must not be empty"));
}

TEST(ProgramTest, TakesOnlyWholeNumbersForSeeds) {
  for (const char* seed : {"-1", "18446744073709551616", "1.5", "1x", "0x10", ""}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(RunWith({"search", "/no/such/file", "--seed", seed}), 2);
    EXPECT_EQ(RunWith({"local", "/no/such/file", "--split-seed", seed}), 2);
    const std::string error = testing::internal::GetCapturedStderr();
    EXPECT_THAT(error, HasSubstr("--seed: "));
    EXPECT_THAT(error, HasSubstr("--split-seed: "));
  }
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"search", "/no/such/file", "--seed", "18446744073709551615"}), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("/no/such/file"));
}

TEST(ProgramTest, AnswersThreeInOneLineWhereNothingListens) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"show", "x", "--coordinator", "localhost:1"}), 3);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "rung: no coordinator answers at localhost:1; start one with rung-coordinator, or "
            "give the address by --coordinator or RUNG_COORDINATOR\n");
}

TEST(ProgramTest, AsksForTheHyperparameterToCompare) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"compare", "digits", "--coordinator", "localhost:1"}), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("'digits' is none; there are hidden_layers, units, learning_rate, "));
}

TEST(ProgramTest, TakesTheAddressFromTheEnvironment) {
  setenv("RUNG_COORDINATOR", "localhost:2", /*replace=*/1);
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"data"}), 3);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("localhost:2"));
  unsetenv("RUNG_COORDINATOR");
}

TEST(ProgramTest, ChecksTheAddressOnlyWhereACoordinatorIsAsked) {
  const PrivateFolder folder = *PrivateFolder::Make();
  const std::string path = folder.File("flowers.txtpb");
  std::ofstream(path) << "name: 'flowers' data { file: 'none.csv' label: 'kind' } "
                         "random_search { trials: 3 } space { learning_rate { min: 0.1 max: 1 } }";
  setenv("RUNG_COORDINATOR", "lab", /*replace=*/1);
  testing::internal::CaptureStdout();
  EXPECT_EQ(RunWith({"plan", path.c_str()}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("TRIALS"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWith({"ls"}), 2);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("HOST:PORT"));
  unsetenv("RUNG_COORDINATOR");
}

}  // namespace
}  // namespace rung
