#pragma once

#include <string>

#include "common/data/encoding.h"
#include "common/model/onnx_graph.h"

namespace rung {

// Adds the graph's outputs and the nodes that make them of `outputs`, which the output layer
// gives: `label` and `probabilities`, or `prediction`.
void AddOutputs(const Encoding& encoding, const std::string& outputs, OnnxGraph& graph);

}  // namespace rung
