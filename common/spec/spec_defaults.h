#pragma once

#include "rung/v1/search_spec.pb.h"

namespace rung {

// The spec with every default that search_spec.proto names filled in, also those
// of ranges. Objective and score stay as they are, since they follow from the
// data; so do required fields. Filling twice changes nothing.
v1::SearchSpec WithDefaults(v1::SearchSpec spec);

// The spec with its objective set, and the objective's own score if none is given.
v1::SearchSpec WithObjective(v1::SearchSpec spec, v1::Objective objective);

}  // namespace rung
