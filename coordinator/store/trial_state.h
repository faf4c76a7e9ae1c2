#pragma once

#include <span>

#include "coordinator/store/result_rows.h"
#include "coordinator/store/search_rows.h"
#include "rung/v1/trial.pb.h"

// What the recorded results say about a trial.
namespace rung {

// What a rung's decision made of a result.
v1::Decision DecisionOf(const ResultRow& result);

// Where a trial stands, from its results by rung and whether it is being trained.
v1::Trial::State TrialState(const SearchRow& search, std::span<const ResultRow> results,
                            bool is_in_training);

}  // namespace rung
