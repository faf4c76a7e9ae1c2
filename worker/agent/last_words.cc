#include "worker/agent/last_words.h"

#include <spdlog/spdlog.h>

namespace rung {

void TellOfEnd(CoordinatorClient& coordinator, const LastWords& last_words) {
  v1::EndSessionRequest request;
  request.set_session(last_words.session);
  request.set_task(last_words.task);
  request.set_reason(last_words.reason);
  const absl::Status status = coordinator.EndSession(request);
  if (!status.ok()) spdlog::warn("EndSession: {}", status.ToString());
}

}  // namespace rung
