#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "coordinator/decide/decider.h"
#include "fake_search.h"
#include "tests/unit/status_matchers.h"

namespace rung {

// A decider with a search of nine trials and two workers, and what it has decided so far.
class DeciderTest : public testing::Test {
 protected:
  DeciderTest() { EXPECT_THAT(CreateSearch(decider_, NineTrials("nine"), "first"), IsOk()); }

  // The state that the search was last given.
  v1::Search::State LastState() {
    Collect();
    const auto changes = FactsOf<SearchStateChanged>(facts_);
    return changes.empty() ? v1::Search::PENDING : changes.back().state;
  }

  void Collect() {
    for (Fact& fact : decider_.TakeFacts()) facts_.push_back(std::move(fact));
  }

  Decider decider_ = MakeDecider();
  FakeWorker worker_{decider_, "worker-1"};
  FakeWorker other_{decider_, "worker-2"};
  std::vector<Fact> facts_;
};

}  // namespace rung
