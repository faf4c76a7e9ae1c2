#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rung {

// A node whose attributes are being set. Good until the next node is added.
class OnnxNode {
 public:
  explicit OnnxNode(onnx::NodeProto& node) : node_(node) {}

  OnnxNode& SetInt(std::string_view name, std::int64_t value);
  OnnxNode& SetFloat(std::string_view name, float value);
  OnnxNode& SetStrings(std::string_view name, const std::vector<std::string>& values);
  // 0, 1, … count - 1.
  OnnxNode& SetCount(std::string_view name, std::int64_t count);

 private:
  onnx::AttributeProto& Add(std::string_view name, onnx::AttributeProto::AttributeType type);

  onnx::NodeProto& node_;
};

// An ONNX graph that is being made, from the inputs on. Every name of a value is used once.
class OnnxGraph {
 public:
  // The domain of the operators of classical machine learning.
  static constexpr char kMlDomain[] = "ai.onnx.ml";

  explicit OnnxGraph(onnx::GraphProto& graph) : graph_(graph) {}

  // An input or output of any number of rows, with `columns` columns; 0 for a list instead of
  // a matrix.
  void AddInput(const std::string& name, onnx::TensorProto::DataType type, std::size_t columns,
                const std::string& doc);
  void AddOutput(const std::string& name, onnx::TensorProto::DataType type, std::size_t columns,
                 const std::string& doc);

  // A node of one output, named as that.
  OnnxNode AddNode(std::string_view op, const std::vector<std::string>& inputs,
                   const std::string& output, std::string_view domain = "");
  void AddCast(const std::string& input, const std::string& output,
               onnx::TensorProto::DataType type);

  // A constant; no dimension makes it one number. Answers its name.
  std::string AddFloats(const std::string& name, std::initializer_list<std::size_t> dims,
                        const std::vector<float>& values);
  std::string AddDoubles(const std::string& name, std::initializer_list<std::size_t> dims,
                         const std::vector<double>& values);
  std::string AddIndices(const std::string& name, std::initializer_list<std::size_t> dims,
                         const std::vector<std::int64_t>& values);

 private:
  template <typename T>
  std::string AddTensor(const std::string& name, std::initializer_list<std::size_t> dims,
                        const std::vector<T>& values, onnx::TensorProto::DataType type);

  onnx::GraphProto& graph_;
};

}  // namespace rung
