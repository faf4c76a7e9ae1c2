#include "common/model/onnx_inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>

#include "common/model/onnx_names.h"

namespace rung {
namespace {

std::string Documentation(const std::vector<std::string>& columns, std::string_view missing) {
  return fmt::format("Columns, in this order: {}. {} where the value is missing.",
                     fmt::join(columns, ", "), missing);
}

// Cells are read as 32-bit floats and standardised in double.
void AddStandardised(const Encoding& encoding, OnnxGraph& graph) {
  std::vector<double> means;
  std::vector<double> scales;
  for (const ColumnEncoding& column : encoding.columns) {
    if (!column.is_numeric) continue;
    means.push_back(column.mean);
    scales.push_back(column.scale);
  }
  const std::string mean = graph.AddDoubles("means", {means.size()}, means);
  const std::string scale = graph.AddDoubles("scales", {scales.size()}, scales);
  const std::string least = graph.AddDoubles("least", {}, {-kMaxDeviation});
  const std::string greatest = graph.AddDoubles("greatest", {}, {kMaxDeviation});
  graph.AddCast(onnx_names::kNumbers, "numbers_as_read", onnx::TensorProto::FLOAT);
  graph.AddCast("numbers_as_read", "numbers_in_double", onnx::TensorProto::DOUBLE);
  graph.AddNode("Sub", {"numbers_in_double", mean}, "centred");
  graph.AddNode("Div", {"centred", scale}, "scaled");
  graph.AddNode("Clip", {"scaled", least, greatest}, "clipped");
}

// Two blocks of as many columns as `numbers`: standardised, with 0 for a missing number, and 1
// where it is missing.
void AddNumbers(const Encoding& encoding, std::size_t columns, OnnxGraph& graph,
                std::vector<std::string>& blocks) {
  AddStandardised(encoding, graph);
  const std::string zero = graph.AddDoubles("zero", {}, {0});
  graph.AddNode("IsNaN", {"numbers_as_read"}, "is_missing");
  graph.AddNode("Where", {"is_missing", zero, "clipped"}, "filled");
  graph.AddCast("filled", "standardised", onnx::TensorProto::FLOAT);
  graph.AddCast("is_missing", "missing", onnx::TensorProto::FLOAT);
  blocks.insert(blocks.end(), {"standardised", "missing"});
  graph.AddInput(onnx_names::kNumbers, onnx::TensorProto::DOUBLE, columns,
                 Documentation(ColumnNames(encoding, true), "NaN"));
}

// A block of inputs for each column of `words`. What is missing or unknown gives zeros.
void AddWords(const Encoding& encoding, std::size_t columns, OnnxGraph& graph,
              std::vector<std::string>& blocks) {
  std::int64_t index = 0;
  for (const ColumnEncoding& column : encoding.columns) {
    if (column.is_numeric) continue;
    const std::string word = fmt::format("word_{}", index);
    const std::string place = graph.AddIndices(fmt::format("place_{}", index), {}, {index});
    graph.AddNode("Gather", {onnx_names::kWords, place}, word).SetInt("axis", 1);
    blocks.push_back(fmt::format("categories_{}", index++));
    graph.AddNode("OneHotEncoder", {word}, blocks.back(), OnnxGraph::kMlDomain)
        .SetStrings("cats_strings", column.categories)
        .SetInt("zeros", 1);
  }
  graph.AddInput(onnx_names::kWords, onnx::TensorProto::STRING, columns,
                 Documentation(ColumnNames(encoding, false), "An empty string"));
}

// Where each input of the network is among the blocks, one beside the other.
std::vector<std::int64_t> Places(const Encoding& encoding, std::size_t numeric_columns) {
  const auto numeric = static_cast<std::int64_t>(numeric_columns);
  std::vector<std::int64_t> places;
  std::int64_t next_number = 0;
  std::int64_t next_word = 2 * numeric;
  for (const ColumnEncoding& column : encoding.columns) {
    if (column.is_numeric) {
      places.push_back(next_number);
      if (column.has_missing_input) places.push_back(numeric + next_number);
      ++next_number;
      continue;
    }
    for (std::int64_t i = 0; i < column.input_count(); ++i) places.push_back(next_word++);
  }
  return places;
}

}  // namespace

std::vector<std::string> ColumnNames(const Encoding& encoding, bool are_numeric) {
  std::vector<std::string> names;
  for (const ColumnEncoding& column : encoding.columns) {
    if (column.is_numeric == are_numeric) names.push_back(column.name);
  }
  return names;
}

std::string AddInputs(const Encoding& encoding, OnnxGraph& graph) {
  const std::size_t numeric = ColumnNames(encoding, true).size();
  const std::size_t categorical = encoding.columns.size() - numeric;
  std::vector<std::string> blocks;
  if (numeric > 0) AddNumbers(encoding, numeric, graph, blocks);
  if (categorical > 0) AddWords(encoding, categorical, graph, blocks);
  graph.AddNode("Concat", blocks, "blocks").SetInt("axis", 1);
  const std::vector<std::int64_t> places = Places(encoding, numeric);
  const std::string order = graph.AddIndices("input_places", {places.size()}, places);
  graph.AddNode("Gather", {"blocks", order}, "network_inputs").SetInt("axis", 1);
  return "network_inputs";
}

}  // namespace rung
