#pragma once

#include <span>

#include "common/data/encoding.h"
#include "common/data/label.h"
#include "common/data/prepared_data.h"
#include "common/data/split.h"
#include "common/data/table.h"

namespace rung {

// The rows of one part as a matrix, in the order of the table. The encoding was
// fitted on the same table.
PreparedPart EncodeRows(const Encoding& encoding, const Table& table, const Label& label,
                        std::span<const RowPart> parts, RowPart part);

}  // namespace rung
