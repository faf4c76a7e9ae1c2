#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <optional>
#include <string_view>

namespace rung {

// A place in a text; both counted from 1, columns in bytes.
struct TextPosition {
  int line = 1;
  int column = 1;
};

// Where in `text` a field of the message that was parsed from it stands, by its path
// (`space.activation[1]`); if it was not written, where the nearest message around it
// begins; nullopt where that is the whole text.
std::optional<TextPosition> PositionOf(std::string_view text,
                                       const google::protobuf::TextFormat::ParseInfoTree& tree,
                                       const google::protobuf::Descriptor& type,
                                       std::string_view path);

}  // namespace rung
