#pragma once

#include <stop_token>
#include <string>

#include "worker/agent/coordinator_client.h"
#include "worker/agent/random_source.h"

namespace rung {

// How a working process ended.
struct LastWords {
  std::string session;
  std::string task;        // the name of what it worked on; empty where it had none yet
  std::string reason;      // for people
  bool was_asked = false;  // to end: nothing that it held is lost
};

// Tells the coordinator, until it answers or `stop` is requested: where this is not heard, the
// session's leases run out.
void TellOfEnd(CoordinatorClient& coordinator, const LastWords& last_words,
               const RandomSource& random, const std::stop_token& stop);

}  // namespace rung
