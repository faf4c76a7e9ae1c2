#include "worker/agent/last_words.h"

#include <spdlog/spdlog.h>

#include "common/log/log.h"
#include "worker/agent/retry.h"

namespace rung {

void TellOfEnd(CoordinatorClient& coordinator, const LastWords& last_words,
               const RandomSource& random, const std::stop_token& stop) {
  const LogScope scope(TaskFields(last_words.task));
  v1::EndSessionRequest request;
  request.set_session(last_words.session);
  request.set_task(last_words.task);
  request.set_reason(last_words.reason);
  request.set_was_asked(last_words.was_asked);
  const absl::Status status =
      Retry("EndSession", random, stop, [&] { return coordinator.EndSession(request, stop); });
  if (!status.ok()) spdlog::warn("EndSession: {}", status.ToString());
}

}  // namespace rung
