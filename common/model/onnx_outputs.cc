#include "common/model/onnx_outputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/model/onnx_names.h"

namespace rung {
namespace {

void AddClasses(const Encoding& encoding, const std::string& logits, OnnxGraph& graph) {
  const auto& classes = encoding.class_names;
  graph.AddNode("Softmax", {logits}, onnx_names::kProbabilities).SetInt("axis", 1);
  graph.AddNode("ArgMax", {onnx_names::kProbabilities}, "class")
      .SetInt("axis", 1)
      .SetInt("keepdims", 0);
  graph.AddNode("LabelEncoder", {"class"}, onnx_names::kLabel, OnnxGraph::kMlDomain)
      .SetCount("keys_int64s", static_cast<std::int64_t>(classes.size()))
      .SetStrings("values_strings", classes);
  graph.AddOutput(onnx_names::kLabel, onnx::TensorProto::STRING, 0, "The most probable class.");
  graph.AddOutput(onnx_names::kProbabilities, onnx::TensorProto::FLOAT, classes.size(),
                  fmt::format("Of the classes {}.", fmt::join(classes, ", ")));
}

void AddPrediction(const Encoding& encoding, const std::string& output, OnnxGraph& graph) {
  const std::string scale = graph.AddDoubles("target_scale", {}, {encoding.target_scale});
  const std::string mean = graph.AddDoubles("target_mean", {}, {encoding.target_mean});
  graph.AddCast(output, "output_in_double", onnx::TensorProto::DOUBLE);
  graph.AddNode("Mul", {"output_in_double", scale}, "output_scaled");
  graph.AddNode("Add", {"output_scaled", mean}, onnx_names::kPrediction);
  graph.AddOutput(onnx_names::kPrediction, onnx::TensorProto::DOUBLE, 1,
                  fmt::format("Of {}, in its own unit.", encoding.label));
}

}  // namespace

void AddOutputs(const Encoding& encoding, const std::string& outputs, OnnxGraph& graph) {
  if (encoding.objective == v1::CLASSIFICATION) {
    AddClasses(encoding, outputs, graph);
  } else {
    AddPrediction(encoding, outputs, graph);
  }
}

}  // namespace rung
