#include "client/missing_workers.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/client/fake_coordinator.h"

namespace rung {
namespace {

// What is said with a worker in each of these states.
std::string NoteWith(const std::vector<v1::Worker::State>& states) {
  FakeCoordinator coordinator;
  for (const v1::Worker::State state : states) {
    coordinator.workers.workers.emplace_back().set_state(state);
  }
  Session session(coordinator.endpoint());
  testing::internal::CaptureStderr();
  NoteMissingWorkers(session);
  const std::string note = testing::internal::GetCapturedStderr();
  const std::string way = "start one with `rung-worker --coordinator " + coordinator.address();
  return note.find(way) == std::string::npos ? note : "told how";
}

TEST(NoteMissingWorkersTest, TellsHowToStartOneWhereNoneIsConnected) {
  EXPECT_EQ(NoteWith({}), "told how");
  EXPECT_EQ(NoteWith({v1::Worker::SILENT}), "told how");
}

TEST(NoteMissingWorkersTest, SaysNothingWhereAnyIsConnected) {
  EXPECT_EQ(NoteWith({v1::Worker::SILENT, v1::Worker::IDLE}), "");
  EXPECT_EQ(NoteWith({v1::Worker::BUSY}), "");
}

}  // namespace
}  // namespace rung
