#pragma once

#include <span>
#include <string>

#include "client/render/answer.h"
#include "rung/v1/search.pb.h"

namespace rung {

// What a rung's decision made of a trial: `promoted`, `eliminated`, `finalist`,
// `diverged`, `failed` or `pending`.
std::string DecisionWord(v1::Decision decision);

// A trial with its configuration and what it reached at each rung. No times and no
// workers: the same search gives the same bytes.
Json TrialJson(const v1::Trial& trial);

// Trials by number; a table shows each at the highest rung it reached.
Answer TrialsAnswer(const std::string& search, const v1::Space& space,
                    std::span<const v1::Trial> trials);

}  // namespace rung
