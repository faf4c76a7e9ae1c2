#include "common/spec/field_position.h"

#include <charconv>
#include <string>

#include "common/spec/text_place.h"

namespace rung {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

// `values[3]` into its name and index; index 0 where there is none.
struct PathStep {
  std::string name;
  int index = 0;
};

PathStep StepOf(std::string_view text) {
  const std::size_t bracket = text.find('[');
  PathStep step{std::string(text.substr(0, bracket)), 0};
  if (bracket != std::string_view::npos) {
    std::from_chars(text.data() + bracket + 1, text.data() + text.size(), step.index);
  }
  return step;
}

// The elements of a list in brackets share one position, recorded for the first.
std::optional<TextPosition> Recorded(std::string_view text, const TextFormat::ParseInfoTree& tree,
                                     const FieldDescriptor& field, int index) {
  for (int i = field.is_repeated() ? index : -1; i >= -1; --i) {
    if (field.is_repeated() && i < 0) break;
    const auto location = tree.GetLocation(&field, i);
    if (location.line < 0) continue;
    return TextPosition{location.line + 1, ByteInLine(text, location.line, location.column) + 1};
  }
  return std::nullopt;
}

}  // namespace

std::optional<TextPosition> PositionOf(std::string_view text, const TextFormat::ParseInfoTree& tree,
                                       const Descriptor& type, std::string_view path) {
  const std::size_t dot = path.find('.');
  const PathStep step = StepOf(path.substr(0, dot));
  const FieldDescriptor* field = type.FindFieldByName(step.name);
  if (field == nullptr) return std::nullopt;
  const std::optional<TextPosition> here = Recorded(text, tree, *field, step.index);
  if (!here || dot == std::string_view::npos || field->message_type() == nullptr) return here;
  const auto* nested = tree.GetTreeForNested(field, field->is_repeated() ? step.index : -1);
  if (nested == nullptr) return here;
  const auto inner = PositionOf(text, *nested, *field->message_type(), path.substr(dot + 1));
  return inner ? inner : here;
}

}  // namespace rung
