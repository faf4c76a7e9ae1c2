#pragma once

#include <string>
#include <vector>

#include "coordinator/decide/decider.h"
#include "log_index.h"

namespace rung::simulation {

// What a decider answers to a fixed list of questions: each session about each of its
// attempts, then all tasks that it would lend, then all that it would lend again once
// every lease has run out, which tells how often each was lost. Two deciders of one
// state answer alike. The decider is of no use afterwards.
std::vector<std::string> AnswersOf(Decider& decider, const LogIndex& log);

}  // namespace rung::simulation
