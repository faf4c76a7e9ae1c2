#include "common/model/onnx_reader.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/data/encoding_json.h"
#include "common/model/onnx_names.h"
#include "common/model/wire_fields.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr std::size_t kMaxDims = 2;
constexpr std::size_t kMaxTensors = 1'000;
// EncodingFromJson takes a few times its size in memory.
constexpr std::size_t kMaxEncodingBytes = std::size_t{64} << 20;

// An initializer, as it lies in the file.
struct Tensor {
  std::vector<std::uint64_t> dims;
  std::uint64_t data_type = 0;
  std::string_view raw_data;
};

// What is read of a file.
struct Parts {
  std::map<std::string_view, std::string_view> metadata;  // of rung alone
  std::map<std::string_view, Tensor> tensors;             // of layers alone
};

absl::Status Damaged(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("the file is damaged: {}", what));
}

absl::Status CheckWhole(const WireFields& fields) {
  return fields.is_whole() ? absl::OkStatus() : Damaged("it is no ONNX, or not whole");
}

absl::Status ReadEntry(std::string_view message, Parts& parts) {
  WireFields fields(message);
  std::string_view key;
  std::string_view value;
  while (fields.Next()) {
    if (fields.number() == onnx::StringStringEntryProto::kKeyFieldNumber) key = fields.bytes();
    if (fields.number() == onnx::StringStringEntryProto::kValueFieldNumber) value = fields.bytes();
  }
  for (const std::string_view wanted :
       {onnx_names::kFormat, onnx_names::kEncoding, onnx_names::kActivation}) {
    if (key == wanted) parts.metadata[key] = value;
  }
  return CheckWhole(fields);
}

absl::Status ReadTensor(std::string_view message, Parts& parts) {
  WireFields fields(message);
  std::string_view name;
  Tensor tensor;
  while (fields.Next()) {
    switch (fields.number()) {
      case onnx::TensorProto::kNameFieldNumber:
        name = fields.bytes();
        break;
      case onnx::TensorProto::kDataTypeFieldNumber:
        tensor.data_type = fields.varint();
        break;
      case onnx::TensorProto::kRawDataFieldNumber:
        tensor.raw_data = fields.bytes();
        break;
      case onnx::TensorProto::kDimsFieldNumber:
        if (tensor.dims.size() == kMaxDims) return Damaged("a tensor has too many dimensions");
        tensor.dims.push_back(fields.varint());
        break;
      default:
        break;
    }
  }
  RETURN_IF_ERROR(CheckWhole(fields));
  if (!name.starts_with(onnx_names::kLayerPrefix)) return absl::OkStatus();
  if (parts.tensors.size() == kMaxTensors) return Damaged("it has too many layers");
  parts.tensors[name] = std::move(tensor);
  return absl::OkStatus();
}

absl::Status ReadGraph(std::string_view message, Parts& parts) {
  WireFields fields(message);
  while (fields.Next()) {
    if (fields.number() != onnx::GraphProto::kInitializerFieldNumber) continue;
    RETURN_IF_ERROR(ReadTensor(fields.bytes(), parts));
  }
  return CheckWhole(fields);
}

absl::StatusOr<Parts> ReadParts(std::string_view bytes) {
  WireFields fields(bytes);
  Parts parts;
  while (fields.Next()) {
    if (fields.number() == onnx::ModelProto::kMetadataPropsFieldNumber) {
      RETURN_IF_ERROR(ReadEntry(fields.bytes(), parts));
    } else if (fields.number() == onnx::ModelProto::kGraphFieldNumber) {
      RETURN_IF_ERROR(ReadGraph(fields.bytes(), parts));
    }
  }
  RETURN_IF_ERROR(CheckWhole(fields));
  return parts;
}

absl::Status CheckFormat(const Parts& parts) {
  const auto format = parts.metadata.find(onnx_names::kFormat);
  if (format == parts.metadata.end()) {
    return absl::InvalidArgumentError(
        "the file is not a model of rung; only files of `rung model get` can be read");
  }
  if (format->second == onnx_names::kFormatVersion) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the file was written by another version of rung; get the model again");
}

// Dimensions must be those that are there, and the numbers exactly as many.
absl::StatusOr<std::vector<float>> NumbersOf(const Parts& parts, const std::string& name,
                                             std::size_t dims) {
  const auto found = parts.tensors.find(name);
  if (found == parts.tensors.end()) return Damaged(fmt::format("{} is missing", name));
  const Tensor& tensor = found->second;
  const bool is_float = tensor.data_type == onnx::TensorProto::FLOAT;
  std::uint64_t left = tensor.raw_data.size() / sizeof(float);
  const std::size_t count = left;
  bool fits = is_float && tensor.dims.size() == dims && tensor.raw_data.size() % sizeof(float) == 0;
  for (const std::uint64_t dim : tensor.dims) {
    fits = fits && dim > 0 && left % dim == 0;
    left = fits ? left / dim : left;
  }
  if (!fits || left != 1) return Damaged(fmt::format("{} has not the size it tells", name));
  std::vector<float> numbers(count);
  std::memcpy(numbers.data(), tensor.raw_data.data(), tensor.raw_data.size());
  return numbers;
}

absl::StatusOr<DenseNetwork> ReadNetwork(const Parts& parts) {
  DenseNetwork network;
  const auto activation = parts.metadata.find(onnx_names::kActivation);
  if (activation == parts.metadata.end() ||
      !v1::Activation_Parse(std::string(activation->second), &network.activation)) {
    return Damaged("its activation is missing or unknown");
  }
  for (std::size_t i = 0; parts.tensors.contains(onnx_names::Weights(i)); ++i) {
    DenseLayer& layer = network.layers.emplace_back();
    ASSIGN_OR_RETURN(layer.weights, NumbersOf(parts, onnx_names::Weights(i), 2));
    ASSIGN_OR_RETURN(layer.biases, NumbersOf(parts, onnx_names::Biases(i), 1));
    layer.outputs = layer.biases.size();
    layer.inputs = parts.tensors.at(onnx_names::Weights(i)).dims.front();
  }
  return network;
}

absl::StatusOr<Encoding> ReadEncoding(const Parts& parts) {
  const auto encoding = parts.metadata.find(onnx_names::kEncoding);
  if (encoding == parts.metadata.end()) return Damaged("its encoding is missing");
  if (encoding->second.size() > kMaxEncodingBytes) return Damaged("its encoding is too large");
  return EncodingFromJson(encoding->second);
}

}  // namespace

absl::StatusOr<TrainedModel> ModelFromOnnx(std::string_view bytes) {
  if (bytes.size() > std::numeric_limits<std::int32_t>::max()) {
    return Damaged("ONNX holds 2 GiB at most");
  }
  ASSIGN_OR_RETURN(const Parts parts, ReadParts(bytes));
  RETURN_IF_ERROR(CheckFormat(parts));
  TrainedModel model;
  ASSIGN_OR_RETURN(model.network, ReadNetwork(parts));
  ASSIGN_OR_RETURN(model.encoding, ReadEncoding(parts));
  const absl::Status status = CheckModel(model);
  if (!status.ok()) return Damaged(std::string(status.message()));
  return model;
}

}  // namespace rung
