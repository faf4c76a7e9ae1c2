#include "client/render/diagnosis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "client/render/text.h"
#include "client/render/worker_command.h"
#include "client/render/worker_facts.h"
#include "common/escape.h"
#include "common/version.h"

namespace rung {
namespace {

constexpr double kClockSeconds = 2;
constexpr double kSlowSeconds = 0.25;
constexpr int kFullPart = 10;  // less than 1 in so many free is short

}  // namespace

Finding JudgeVersion(std::string_view own, std::string_view coordinator) {
  Finding finding{"version", Verdict::kOk,
                  fmt::format("client {}, coordinator {}", own, EscapeControls(coordinator)), ""};
  if (own == coordinator) return finding;
  finding.verdict = Verdict::kWarning;
  finding.advice =
      fmt::format("they work together, but only what both know is to be had; update the {}",
                  IsOlder(own, coordinator) ? "client" : "coordinator");
  return finding;
}

Finding JudgeClock(double ahead, double error) {
  if (std::fabs(ahead) <= kClockSeconds + error) {
    return {"clock", Verdict::kOk,
            fmt::format("within {} of the coordinator's", Duration(std::fabs(ahead) + error)), ""};
  }
  return {"clock", Verdict::kWarning,
          fmt::format("the coordinator's is {} {}", Duration(std::fabs(ahead)),
                      ahead > 0 ? "ahead" : "behind"),
          "let both machines follow a time server; only times that are shown are wrong, as leases "
          "do not rest on them"};
}

Finding JudgeLatency(double seconds) {
  Finding finding{"latency", Verdict::kOk, fmt::format("{:.1f} ms a call", seconds * 1e3), ""};
  if (seconds <= kSlowSeconds) return finding;
  finding.verdict = Verdict::kWarning;
  finding.advice = "the network, or the coordinator's machine, is busy or far away";
  return finding;
}

Finding JudgeDatabase(const v1::Coordinator& coordinator) {
  if (!coordinator.trouble().empty()) {
    return {"database", Verdict::kProblem,
            "no work is taken: " + EscapeControls(coordinator.trouble()),
            "see to the disk that holds the database; the coordinator goes on by itself"};
  }
  return {"database", Verdict::kOk,
          fmt::format("takes work; {} of database, {} of blobs",
                      Bytes(coordinator.database_bytes()), Bytes(coordinator.blob_bytes())),
          ""};
}

Finding JudgeDisk(const v1::Coordinator& coordinator) {
  Finding finding{"disk", Verdict::kOk,
                  fmt::format("{} of {} free", Bytes(coordinator.disk_free_bytes()),
                              Bytes(coordinator.disk_size_bytes())),
                  ""};
  if (coordinator.disk_free_bytes() >= coordinator.disk_size_bytes() / kFullPart) return finding;
  finding.verdict = Verdict::kProblem;
  finding.advice =
      "make room on the coordinator's disk, or remove searches and data with `rung rm`";
  return finding;
}

Finding JudgeWorkers(std::span<const v1::Worker> workers, std::string_view coordinator_version,
                     const Endpoint& coordinator) {
  std::set<std::string> levels;
  std::set<std::string> versions;
  int working = 0;
  int silent = 0;
  for (const v1::Worker& worker : workers) {
    silent += worker.state() == v1::Worker::SILENT;
    if (worker.state() == v1::Worker::SILENT || worker.state() == v1::Worker::ENDED) continue;
    ++working;
    levels.insert(EscapeControls(InstructionLevel(worker)));
    versions.insert(worker.version().empty() ? "unknown" : EscapeControls(worker.version()));
  }
  if (working == 0) {
    return {"workers", Verdict::kProblem, "none is connected, so nothing is trained",
            "start one with " + WorkerCommand(coordinator)};
  }
  Finding finding{"workers", Verdict::kOk,
                  fmt::format("{} ({}), rung {}", Counted(working, "worker"),
                              fmt::join(levels, ", "), fmt::join(versions, ", ")),
                  ""};
  if (silent > 0) {
    finding.verdict = Verdict::kWarning;
    finding.found += fmt::format("; {} silent", silent);
    finding.advice = "see on the machines of those that `rung workers` calls silent; ";
  }
  if (versions != std::set<std::string>{std::string(coordinator_version)}) {
    finding.verdict = Verdict::kWarning;
    finding.advice += "bring all workers to the coordinator's release; ";
  }
  finding.advice = finding.advice.substr(0, finding.advice.rfind("; "));
  return finding;
}

Finding JudgePrograms(const std::vector<std::string>& missing) {
  if (missing.empty()) {
    return {"programs", Verdict::kOk, "rung-coordinator and rung-worker are here", ""};
  }
  return {"programs", Verdict::kWarning, fmt::format("not here: {}", fmt::join(missing, ", ")),
          "install them beside rung or in PATH if `rung local` is to work on this machine"};
}

Verdict Worst(std::span<const Finding> findings) {
  Verdict worst = Verdict::kOk;
  for (const Finding& finding : findings) worst = std::max(worst, finding.verdict);
  return worst;
}

}  // namespace rung
