#include "common/rpc/status_translation.h"

#include <gtest/gtest.h>

#include "tests/unit/status_matchers.h"

namespace rung {
namespace {

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
