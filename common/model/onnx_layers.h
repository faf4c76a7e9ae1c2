#pragma once

#include <string>

#include "common/model/dense_network.h"
#include "common/model/onnx_graph.h"

namespace rung {

// Adds a network's layers on the value `inputs`: float, (rows, inputs). Answers the name of what
// the output layer gives: float, (rows, outputs).
std::string AddLayers(const DenseNetwork& network, const std::string& inputs, OnnxGraph& graph);

}  // namespace rung
