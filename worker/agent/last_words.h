#pragma once

#include <string>

#include "worker/agent/coordinator_client.h"

namespace rung {

// How a working process ended.
struct LastWords {
  std::string session;
  std::string task;    // the name of what it worked on; empty where it had none yet
  std::string reason;  // for people
};

// Tells the coordinator, once: where this is not heard, the session's leases run out.
void TellOfEnd(CoordinatorClient& coordinator, const LastWords& last_words);

}  // namespace rung
