#include "common/rpc/channel.h"

#include <gtest/gtest.h>

#include <string>

#include "common/rpc/status_translation.h"
#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

using testing::HasSubstr;

TEST(CheckAddressTest, TakesHostsAddressesAndSockets) {
  for (const char* address :
       {"lab-1:7300", "10.0.0.7:1", "[::1]:65535", "unix:/run/rung.sock", "unix:rung.sock"}) {
    EXPECT_THAT(CheckAddress(address), IsOk()) << address;
  }
}

TEST(CheckAddressTest, NamesTheFormThatIsAskedFor) {
  for (const char* address : {"", "lab-1", "lab-1:", ":7300", "lab-1:0", "lab-1:65536", "lab-1:x",
                              "lab-1:73 ", "http://lab-1:7300", "::1:7300", "[]:7300"}) {
    EXPECT_THAT(CheckAddress(address),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("HOST:PORT or unix:PATH")))
        << address;
  }
}

TEST(CheckAddressTest, RefusesASocketPathThatTheSystemWouldCut) {
  EXPECT_THAT(CheckAddress("unix:" + std::string(107, 'a')), IsOk());
  EXPECT_THAT(CheckAddress("unix:" + std::string(108, 'a')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 to 107")));
  EXPECT_THAT(CheckAddress("unix:"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0")));
}

TEST(StatusTranslationTest, KeepsEachCodeAndMessageBothWays) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "the trial 3 is unknown");
    EXPECT_EQ(ToGrpc(status).error_code(), code);
    EXPECT_EQ(FromGrpc(ToGrpc(status)), status);
  }
}

}  // namespace
}  // namespace rung
