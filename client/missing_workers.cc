#include "client/missing_workers.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/render/text.h"
#include "client/terminal.h"

namespace rung {

void NoteMissingWorkers(Session& session) {
  const auto workers = session.ListWorkers();
  const auto works = [](const v1::Worker& worker) {
    return worker.state() == v1::Worker::IDLE || worker.state() == v1::Worker::BUSY;
  };
  if (!workers.ok() || std::ranges::any_of(*workers, works)) return;
  PrintNote(EscapeLines(
      fmt::format("no worker is connected; start one with `rung-worker --coordinator {}`\n",
                  ShellQuoted(session.address()))));
}

}  // namespace rung
