#include "common/model/onnx_layers.h"

#include <fmt/format.h>

#include "common/model/onnx_names.h"

namespace rung {
namespace {

// `x` with a formula of several nodes made of it. The names of their values begin with `x`.
class Formula {
 public:
  Formula(OnnxGraph& graph, std::string x) : graph_(graph), x_(std::move(x)) {}

  std::string Apply(std::string_view op, const std::vector<std::string>& inputs) {
    const std::string result = fmt::format("{}_{}", x_, ++steps_);
    graph_.AddNode(op, inputs, result);
    return result;
  }
  std::string Times(const std::string& value, float factor) {
    return Apply("Mul", {value, Constant(factor)});
  }
  std::string Plus(const std::string& value, float term) {
    return Apply("Add", {value, Constant(term)});
  }

 private:
  std::string Constant(float value) {
    return graph_.AddFloats(fmt::format("{}_constant_{}", x_, ++constants_), {}, {value});
  }

  OnnxGraph& graph_;
  const std::string x_;
  int steps_ = 0;
  int constants_ = 0;
};

// Operators of their own came with opset 20 and 24 only.
std::string AddSilu(const std::string& x, OnnxGraph& graph) {
  Formula formula(graph, x);
  return formula.Apply("Mul", {x, formula.Apply("Sigmoid", {x})});
}

std::string AddGelu(const std::string& x, OnnxGraph& graph) {
  Formula formula(graph, x);
  const std::string cube = formula.Apply("Mul", {x, formula.Apply("Mul", {x, x})});
  const std::string sum = formula.Apply("Add", {x, formula.Times(cube, 0.044715F)});
  const std::string tanh = formula.Apply("Tanh", {formula.Times(sum, 0.79788456F)});
  return formula.Times(formula.Apply("Mul", {x, formula.Plus(tanh, 1)}), 0.5F);
}

// Answers the name of the activated value.
std::string AddActivation(v1::Activation activation, const std::string& x, OnnxGraph& graph) {
  const std::string activated = x + "_activated";
  switch (activation) {
    case v1::LEAKY_RELU:
      graph.AddNode("LeakyRelu", {x}, activated).SetFloat("alpha", 0.01F);
      return activated;
    case v1::ELU:
      graph.AddNode("Elu", {x}, activated);
      return activated;
    case v1::GELU:
      return AddGelu(x, graph);
    case v1::SILU:
      return AddSilu(x, graph);
    case v1::TANH:
      graph.AddNode("Tanh", {x}, activated);
      return activated;
    case v1::SIGMOID:
      graph.AddNode("Sigmoid", {x}, activated);
      return activated;
    default:
      graph.AddNode("Relu", {x}, activated);
      return activated;
  }
}

std::string AddLayer(const DenseLayer& layer, std::size_t number, const std::string& inputs,
                     OnnxGraph& graph) {
  const std::string weights =
      graph.AddFloats(onnx_names::Weights(number), {layer.inputs, layer.outputs}, layer.weights);
  const std::string biases =
      graph.AddFloats(onnx_names::Biases(number), {layer.outputs}, layer.biases);
  const std::string sums = fmt::format("layer_{}_sums", number);
  graph.AddNode("Gemm", {inputs, weights, biases}, sums);
  return sums;
}

}  // namespace

std::string AddLayers(const DenseNetwork& network, const std::string& inputs, OnnxGraph& graph) {
  std::string values = inputs;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    values = AddLayer(network.layers[i], i, values, graph);
    const bool is_hidden = i + 1 < network.layers.size();
    if (is_hidden) values = AddActivation(network.activation, values, graph);
  }
  return values;
}

}  // namespace rung
