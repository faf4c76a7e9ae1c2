#pragma once

#include <google/protobuf/generated_enum_reflection.h>

#include <string>

namespace rung {

// ASCII letters in lower case, all else as it is.
inline std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// The name of a value of any protobuf enum in lower case: `relu`, `log_loss`.
// A number that has no name is answered in digits.
template <typename Enum>
std::string EnumName(Enum value) {
  const int number = static_cast<int>(value);
  const auto* found = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(number);
  return found == nullptr ? std::to_string(number) : LowerCase(found->name());
}

}  // namespace rung
