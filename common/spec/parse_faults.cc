#include "common/spec/parse_faults.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <regex>
#include <utility>

#include "common/edit_distance.h"
#include "common/spec/text_place.h"

namespace rung {
namespace {

using google::protobuf::DescriptorPool;

constexpr std::size_t kMostFaults = 20;
constexpr std::size_t kLongestMessage = 300;

// The names nearest to `word`, at most two letters from it, or, if there is none, all.
std::string Suggestion(const std::string& word, const std::vector<std::string>& names) {
  std::vector<std::string> near;
  std::size_t least = 2;
  for (const std::string& name : names) {
    const std::size_t distance = word.size() < 64 ? EditDistance(word, name) : word.size();
    if (distance < least) near.clear();
    if (distance <= least) near.push_back(name);
    least = std::min(least, distance);
  }
  return near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                      : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

template <typename Type>
std::vector<std::string> FieldNames(const Type& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

std::vector<std::string> ValueNames(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) names.push_back(type.value(i)->name());
  return names;
}

std::string UnknownField(const std::string& type_name, const std::string& field) {
  const auto* type = DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  const std::string what = fmt::format("{} has no field {}", type_name, field);
  if (type == nullptr) return what;
  return fmt::format("{} has no field {}; {}", type->name(), field,
                     Suggestion(field, FieldNames(*type)));
}

// Enum fields have one name wherever they occur, so the first of that name tells the type.
const google::protobuf::EnumDescriptor* EnumOfField(const std::string& field) {
  const auto* file = DescriptorPool::generated_pool()->FindFileByName("rung/v1/search_spec.proto");
  for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) {
    const auto* found = file->message_type(i)->FindFieldByName(field);
    if (found != nullptr && found->enum_type() != nullptr) return found->enum_type();
  }
  return nullptr;
}

std::string UnknownValue(const std::string& value, const std::string& field) {
  const auto* type = EnumOfField(field);
  if (type == nullptr) return fmt::format("{} cannot be {}", field, value);
  return fmt::format("{} cannot be {}; {}", field, value, Suggestion(value, ValueNames(*type)));
}

// A fault for people, and the word in the text that it is about, if known.
struct Explained {
  std::string message;
  std::string word;
};

// Says what may be written instead of an unknown name.
Explained Explain(const std::string& message) {
  static const std::regex kField(R"re(Message type "([^"]+)" has no field named "([^"]+)".*)re");
  static const std::regex kValue(
      R"re(Unknown enumeration value of "([^"]+)" for field "([^"]+)".*)re");
  static const std::regex kBrace(R"re(Expected "\{", found "([^"]+)".*)re");
  if (message.size() > kLongestMessage) return {message.substr(0, kLongestMessage), ""};
  std::smatch parts;
  if (std::regex_match(message, parts, kField)) return {UnknownField(parts[1], parts[2]), parts[2]};
  if (std::regex_match(message, parts, kValue)) return {UnknownValue(parts[1], parts[2]), parts[1]};
  if (std::regex_match(message, parts, kBrace)) {
    return {fmt::format("expected {{, found {}; a fixed parameter is written {{ value: {} }}",
                        parts[1].str(), parts[1].str()),
            ""};
  }
  return {message, ""};
}

// The parser names the place behind an unknown name, which may be on the next line; here
// both line and byte in it, from 0, are moved back to the name itself.
void MoveBackTo(std::string_view word, std::string_view text, int& line, int& byte) {
  const std::size_t behind = LineStart(text, line) + static_cast<std::size_t>(byte);
  const std::size_t found = behind == 0 ? std::string_view::npos : text.rfind(word, behind - 1);
  if (word.empty() || found == std::string_view::npos) return;
  const std::string_view before = text.substr(0, found);
  line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  byte = static_cast<int>(found - LineStart(text, line));
}

}  // namespace

void ParseFaults::AddError(int line, int column, const std::string& message) {
  if (faults_.size() >= kMostFaults) return;
  const Explained explained = Explain(message);
  int byte = line < 0 ? 0 : ByteInLine(text_, line, column);
  if (line >= 0) MoveBackTo(explained.word, text_, line, byte);
  const std::string place =
      line < 0 ? file_name_ : fmt::format("{}:{}:{}", file_name_, line + 1, byte + 1);
  faults_.push_back(fmt::format("{}: {}", place, explained.message));
}

std::string ParseFaults::Joined() const { return fmt::format("{}", fmt::join(faults_, "\n")); }

}  // namespace rung
