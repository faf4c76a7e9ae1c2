#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/rpc/endpoint.h"
#include "rung/v1/coordinator.pb.h"
#include "rung/v1/worker.pb.h"

// What `rung doctor` makes of what it measured. All of it is functions of that.
namespace rung {

enum class Verdict { kOk, kWarning, kProblem };

// What one check found.
struct Finding {
  std::string check;
  Verdict verdict = Verdict::kOk;
  std::string found;
  std::string advice;  // what to do; empty where nothing is to be done
};

// `own` is the client's release, the other that of the coordinator.
Finding JudgeVersion(std::string_view own, std::string_view coordinator);
// How far the coordinator's clock is ahead, in seconds, known to within `error`.
Finding JudgeClock(double ahead, double error);
// Seconds from a call to its answer.
Finding JudgeLatency(double seconds);
// Why the coordinator takes no work, and the size of its files.
Finding JudgeDatabase(const v1::Coordinator& coordinator);
Finding JudgeDisk(const v1::Coordinator& coordinator);
Finding JudgeWorkers(std::span<const v1::Worker> workers, std::string_view coordinator_version,
                     const Endpoint& coordinator);
// The programs that are not beside the client or in PATH.
Finding JudgePrograms(const std::vector<std::string>& missing);

// The worst of all; kOk where there is none.
Verdict Worst(std::span<const Finding> findings);

}  // namespace rung
