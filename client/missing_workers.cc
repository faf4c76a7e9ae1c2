#include "client/missing_workers.h"

#include <algorithm>

#include "client/render/text.h"
#include "client/render/worker_command.h"
#include "client/terminal.h"

namespace rung {

void NoteMissingWorkers(Session& session) {
  const auto workers = session.ListWorkers();
  const auto works = [](const v1::Worker& worker) {
    return worker.state() == v1::Worker::IDLE || worker.state() == v1::Worker::BUSY;
  };
  if (!workers.ok() || std::ranges::any_of(*workers, works)) return;
  PrintNote(EscapeLines("no worker is connected; start one with " +
                        WorkerCommand(session.endpoint()) + '\n'));
}

}  // namespace rung
