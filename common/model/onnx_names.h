#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>

// What the parts of a model file are called. Reading relies on the first group; the rest is
// for people and for programs of theirs.
namespace rung::onnx_names {

// Entries of metadata_props.
inline constexpr char kFormat[] = "rung.format";
inline constexpr char kEncoding[] = "rung.encoding";      // as EncodingToJson writes it
inline constexpr char kActivation[] = "rung.activation";  // a name of v1::Activation

inline constexpr char kFormatVersion[] = "1";

// Initializers.
inline constexpr char kLayerPrefix[] = "layer_";
inline std::string Weights(std::size_t layer) {
  return fmt::format("{}{}_weights", kLayerPrefix, layer);
}
inline std::string Biases(std::size_t layer) {
  return fmt::format("{}{}_biases", kLayerPrefix, layer);
}

// Inputs and outputs of the graph.
inline constexpr char kNumbers[] = "numbers";
inline constexpr char kWords[] = "words";
inline constexpr char kLabel[] = "label";
inline constexpr char kProbabilities[] = "probabilities";
inline constexpr char kPrediction[] = "prediction";

// Entries of metadata_props that hold lists of names, as JSON: the columns of each input, in
// order, and the classes in the order of `probabilities`.
inline constexpr char kNumberColumns[] = "numbers";
inline constexpr char kWordColumns[] = "words";
inline constexpr char kClasses[] = "classes";

}  // namespace rung::onnx_names
