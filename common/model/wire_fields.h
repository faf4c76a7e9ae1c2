#pragma once

#include <google/protobuf/io/coded_stream.h>

#include <cstdint>
#include <string_view>

namespace rung {

// Walks through the fields of a message in protobuf's wire format without parsing it, so that
// a field that nobody wants takes no memory, whatever is in it. `message` must outlive this.
class WireFields {
 public:
  // `message` has at most 2^31 - 1 bytes.
  explicit WireFields(std::string_view message);

  // Moves to the next field; false at the end, and where the bytes are no message.
  bool Next();

  // Of the field that Next moved to. What has another type is empty or 0.
  int number() const { return number_; }
  std::string_view bytes() const { return bytes_; }
  std::uint64_t varint() const { return varint_; }

  // After Next was false: whether all bytes were a message.
  bool is_whole() const { return is_whole_; }

 private:
  bool TakeValue(std::uint32_t tag);
  bool TakeBytes();

  google::protobuf::io::CodedInputStream input_;
  int number_ = 0;
  std::string_view bytes_;
  std::uint64_t varint_ = 0;
  bool is_whole_ = false;
};

}  // namespace rung
