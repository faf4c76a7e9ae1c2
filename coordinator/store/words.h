#pragma once

#include <google/protobuf/generated_enum_reflection.h>

#include <string>
#include <string_view>

#include "common/spec/enum_names.h"

namespace rung {

// The value of an enumeration that a word of the database stands for, the inverse
// of EnumName; value 0 for a word that is none.
template <typename Enum>
Enum FromWord(std::string_view word) {
  std::string name(word);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto* known = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByName(name);
  return static_cast<Enum>(known == nullptr ? 0 : known->number());
}

}  // namespace rung
