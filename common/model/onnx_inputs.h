#pragma once

#include <string>
#include <vector>

#include "common/data/encoding.h"
#include "common/model/onnx_graph.h"

namespace rung {

// The columns of one kind in the order of the encoding: the columns of the graph's input
// `numbers` or `words`.
std::vector<std::string> ColumnNames(const Encoding& encoding, bool are_numeric);

// Adds the graph's inputs and the nodes that turn them into the inputs of the network, exactly
// as ColumnEncoding says. Answers their name: float, (rows, inputs).
std::string AddInputs(const Encoding& encoding, OnnxGraph& graph);

}  // namespace rung
