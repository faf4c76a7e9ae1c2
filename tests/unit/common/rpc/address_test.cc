#include "common/rpc/address.h"

#include <gtest/gtest.h>

#include <string>

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

TEST(SplitAddressTest, TakesTheBracketsOff) {
  EXPECT_EQ(SplitAddress("[::1]:7077")->host, "::1");
  EXPECT_EQ(SplitAddress("lab-1:0")->host, "lab-1");
  EXPECT_EQ(SplitAddress("lab-1:0")->port, "0");
  for (const char* address : {"unix:7", "lab-1", ":1", "lab-1:-0", "lab-1:65536", "::1:1"}) {
    EXPECT_EQ(SplitAddress(address).has_value(), false) << address;
  }
}

TEST(IsLoopbackTest, HoldsForThisMachineAlone) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "lab-1", "127.0.0.1.evil.example", ""}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

}  // namespace
}  // namespace rung
