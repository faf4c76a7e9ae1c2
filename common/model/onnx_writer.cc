#include "common/model/onnx_writer.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/data/encoding_json.h"
#include "common/model/onnx_graph.h"
#include "common/model/onnx_inputs.h"
#include "common/model/onnx_layers.h"
#include "common/model/onnx_names.h"
#include "common/model/onnx_outputs.h"

namespace rung {
namespace {

// The oldest that know Softmax along an axis, and class names by number.
constexpr int kOpset = 13;
constexpr int kMlOpset = 2;
constexpr int kIrVersion = 7;

void AddOpset(std::string_view domain, int version, onnx::ModelProto& file) {
  onnx::OperatorSetIdProto& opset = *file.add_opset_import();
  opset.set_domain(std::string(domain));
  opset.set_version(version);
}

void AddEntry(const char* key, std::string value, onnx::ModelProto& file) {
  onnx::StringStringEntryProto& entry = *file.add_metadata_props();
  entry.set_key(key);
  entry.set_value(std::move(value));
}

void AddList(const char* key, const std::vector<std::string>& names, onnx::ModelProto& file) {
  using nlohmann::json;
  if (names.empty()) return;
  AddEntry(key, json(names).dump(-1, ' ', false, json::error_handler_t::replace), file);
}

void AddMetadata(const TrainedModel& model, onnx::ModelProto& file) {
  AddEntry(onnx_names::kFormat, onnx_names::kFormatVersion, file);
  AddEntry(onnx_names::kEncoding, EncodingToJson(model.encoding), file);
  AddEntry(onnx_names::kActivation, v1::Activation_Name(model.network.activation), file);
  AddList(onnx_names::kNumberColumns, ColumnNames(model.encoding, true), file);
  AddList(onnx_names::kWordColumns, ColumnNames(model.encoding, false), file);
  AddList(onnx_names::kClasses, model.encoding.class_names, file);
}

void AddGraph(const TrainedModel& model, onnx::GraphProto& proto) {
  proto.set_name("rung");
  OnnxGraph graph(proto);
  const std::string inputs = AddInputs(model.encoding, graph);
  const std::string outputs = AddLayers(model.network, inputs, graph);
  AddOutputs(model.encoding, outputs, graph);
}

}  // namespace

absl::StatusOr<std::string> ModelToOnnx(const TrainedModel& model, const std::string& description) {
  onnx::ModelProto file;
  file.set_ir_version(kIrVersion);
  file.set_producer_name("rung");
  file.set_doc_string(description);
  AddOpset("", kOpset, file);
  AddOpset(OnnxGraph::kMlDomain, kMlOpset, file);
  AddMetadata(model, file);
  AddGraph(model, *file.mutable_graph());
  const std::size_t size = file.ByteSizeLong();
  if (size <= std::numeric_limits<std::int32_t>::max()) return file.SerializeAsString();
  return absl::ResourceExhaustedError(
      fmt::format("the model takes {} bytes as ONNX, which holds 2 GiB at most", size));
}

}  // namespace rung
