#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace rung {

// A message from its text format.
template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

inline constexpr char kConfigurationText[] =
    "hidden_layers: 2 units: 128 units: 64 learning_rate: 0.001 activation: RELU batch_size: 32 "
    "epochs: 81 optimizer: ADAM momentum: 0.9 learning_rate_schedule: COSINE "
    "class_weight: EQUAL";

inline constexpr char kConfigurationJson[] =
    "{\"hidden_layers\":2,\"units\":[128,64],\"learning_rate\":0.001,\"activation\":\"relu\","
    "\"batch_size\":32,\"epochs\":81,\"optimizer\":\"adam\",\"momentum\":0.9,"
    "\"weight_decay\":0.0,\"dropout\":0.0,\"learning_rate_schedule\":\"cosine\","
    "\"warmup\":0.0,\"gradient_clip\":0.0,\"label_smoothing\":0.0,\"class_weight\":\"equal\"}";

inline constexpr char kSpecText[] =
    "name: 'flowers' seed: 7 score: ACCURACY "
    "data { file: 'flowers.csv' label: 'kind' objective: CLASSIFICATION } "
    "successive_halving { trials: 9 epochs: 3 eta: 3 } "
    "space { hidden_layers { min: 1 max: 4 } units { value: 64 } "
    "learning_rate { min: 0.0001 max: 0.1 scale: LOG } activation: RELU }";

}  // namespace rung
