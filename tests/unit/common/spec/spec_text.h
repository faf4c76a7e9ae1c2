#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "rung/v1/search_spec.pb.h"

namespace rung {

// A spec from the text format, unchecked.
inline v1::SearchSpec SpecFrom(const std::string& text) {
  v1::SearchSpec spec;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &spec)) << text;
  return spec;
}

// A spec for random search with these trials over this space.
inline v1::SearchSpec RandomSearchOf(int trials, const std::string& space) {
  return SpecFrom("name: 'digits' seed: 7 data { file: 'digits.csv' label: 'digit' } " +
                  ("random_search { trials: " + std::to_string(trials)) + " } space { " + space +
                  " }");
}

// A spec for successive halving with these fields.
inline v1::SearchSpec HalvingOf(const std::string& fields) {
  return SpecFrom("name: 'digits' seed: 7 data { file: 'digits.csv' label: 'digit' } " +
                  ("successive_halving { " + fields) +
                  " } space { learning_rate { min: 0.0001 max: 0.1 scale: LOG } }");
}

}  // namespace rung
