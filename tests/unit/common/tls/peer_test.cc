#include "common/tls/peer.h"

#include <gtest/gtest.h>

namespace rung {
namespace {

TEST(PeerTest, IsReadAsItIsWritten) {
  for (const Role role : {Role::kCoordinator, Role::kWorker, Role::kClient}) {
    const Peer peer = {role, "lab-2"};
    EXPECT_EQ(ParsePeerUri(PeerUri(peer)), peer);
  }
  EXPECT_EQ(PeerUri({Role::kWorker, "lab-2"}), "rung://worker/lab-2");
}

TEST(PeerTest, IsNothingElse) {
  for (const char* uri : {"", "rung://", "rung://worker", "rung://worker/", "rung://admin/lab-2",
                          "rung://worker/lab 2", "rung://worker/a/b", "http://worker/lab-2",
                          "RUNG://worker/lab-2", "xrung://worker/lab-2"}) {
    EXPECT_EQ(ParsePeerUri(uri), std::nullopt) << uri;
  }
}

}  // namespace
}  // namespace rung
