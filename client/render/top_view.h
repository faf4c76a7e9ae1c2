#pragma once

#include <string>
#include <vector>

#include "client/render/answer.h"
#include "rung/v1/coordinator.pb.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/worker.pb.h"

namespace rung {

// A lab at one moment.
struct LabSnapshot {
  v1::Coordinator coordinator;
  std::vector<v1::Search> searches;  // those that have not ended
  std::vector<v1::Worker> workers;   // those that have not ended
};

// Searches with their progress, workers with their rates, and what waits. As CSV and lines,
// one row a search or worker.
Answer TopAnswer(const LabSnapshot& lab);

// The answer's text in lines for a terminal; where it has too few, the last say how many more
// there are.
std::vector<std::string> TopLines(const LabSnapshot& lab, int width, int height);

}  // namespace rung
