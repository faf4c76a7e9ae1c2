#include "client/render/worker_command.h"

#include <fmt/format.h>

#include "client/render/text.h"

namespace rung {

std::string WorkerCommand(const Endpoint& endpoint) {
  const std::string command = "rung-worker --coordinator " + ShellQuoted(endpoint.address);
  if (endpoint.is_tls()) {
    return fmt::format("`{} --identity FILE`, of a file that `rung certs worker` makes", command);
  }
  return fmt::format("`{}{}`", command, endpoint.is_insecure ? " --insecure" : "");
}

}  // namespace rung
