#pragma once

#include <span>

#include "client/render/answer.h"
#include "rung/v1/data_set.pb.h"
#include "rung/v1/worker.pb.h"

namespace rung {

// Workers, one a row: what each does, how fast, and when it was last heard of.
Answer WorkersAnswer(std::span<const v1::Worker> workers);

// The same as people are shown it.
Listing WorkerTable(std::span<const v1::Worker> workers);

// Data sets, one a row. In a table the digest is cut to what tells them apart.
Answer DataSetsAnswer(std::span<const v1::DataSet> data_sets);

}  // namespace rung
