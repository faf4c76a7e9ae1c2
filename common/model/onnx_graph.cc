#include "common/model/onnx_graph.h"

#include <bit>

namespace rung {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

void Describe(onnx::ValueInfoProto& value, const std::string& name,
              onnx::TensorProto::DataType type, std::size_t columns, const std::string& doc) {
  value.set_name(name);
  value.set_doc_string(doc);
  onnx::TypeProto::Tensor& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  tensor.mutable_shape()->add_dim()->set_dim_param("rows");
  if (columns == 0) return;
  tensor.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(columns));
}

}  // namespace

onnx::AttributeProto& OnnxNode::Add(std::string_view name,
                                    onnx::AttributeProto::AttributeType type) {
  onnx::AttributeProto& attribute = *node_.add_attribute();
  attribute.set_name(std::string(name));
  attribute.set_type(type);
  return attribute;
}

OnnxNode& OnnxNode::SetInt(std::string_view name, std::int64_t value) {
  Add(name, onnx::AttributeProto::INT).set_i(value);
  return *this;
}

OnnxNode& OnnxNode::SetFloat(std::string_view name, float value) {
  Add(name, onnx::AttributeProto::FLOAT).set_f(value);
  return *this;
}

OnnxNode& OnnxNode::SetStrings(std::string_view name, const std::vector<std::string>& values) {
  onnx::AttributeProto& attribute = Add(name, onnx::AttributeProto::STRINGS);
  for (const std::string& value : values) attribute.add_strings(value);
  return *this;
}

OnnxNode& OnnxNode::SetCount(std::string_view name, std::int64_t count) {
  onnx::AttributeProto& attribute = Add(name, onnx::AttributeProto::INTS);
  for (std::int64_t i = 0; i < count; ++i) attribute.add_ints(i);
  return *this;
}

void OnnxGraph::AddInput(const std::string& name, onnx::TensorProto::DataType type,
                         std::size_t columns, const std::string& doc) {
  Describe(*graph_.add_input(), name, type, columns, doc);
}

void OnnxGraph::AddOutput(const std::string& name, onnx::TensorProto::DataType type,
                          std::size_t columns, const std::string& doc) {
  Describe(*graph_.add_output(), name, type, columns, doc);
}

OnnxNode OnnxGraph::AddNode(std::string_view op, const std::vector<std::string>& inputs,
                            const std::string& output, std::string_view domain) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(std::string(op));
  node.set_name(output);
  node.set_domain(std::string(domain));
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return OnnxNode(node);
}

void OnnxGraph::AddCast(const std::string& input, const std::string& output,
                        onnx::TensorProto::DataType type) {
  AddNode("Cast", {input}, output).SetInt("to", type);
}

template <typename T>
std::string OnnxGraph::AddTensor(const std::string& name, std::initializer_list<std::size_t> dims,
                                 const std::vector<T>& values, onnx::TensorProto::DataType type) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::size_t dim : dims) tensor.add_dims(static_cast<std::int64_t>(dim));
  tensor.set_raw_data(values.data(), values.size() * sizeof(T));
  return name;
}

std::string OnnxGraph::AddFloats(const std::string& name, std::initializer_list<std::size_t> dims,
                                 const std::vector<float>& values) {
  return AddTensor(name, dims, values, onnx::TensorProto::FLOAT);
}

std::string OnnxGraph::AddDoubles(const std::string& name, std::initializer_list<std::size_t> dims,
                                  const std::vector<double>& values) {
  return AddTensor(name, dims, values, onnx::TensorProto::DOUBLE);
}

std::string OnnxGraph::AddIndices(const std::string& name, std::initializer_list<std::size_t> dims,
                                  const std::vector<std::int64_t>& values) {
  return AddTensor(name, dims, values, onnx::TensorProto::INT64);
}

}  // namespace rung
