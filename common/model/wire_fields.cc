#include "common/model/wire_fields.h"

#include <algorithm>

namespace rung {
namespace {

enum WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

}  // namespace

WireFields::WireFields(std::string_view message)
    : input_(reinterpret_cast<const std::uint8_t*>(message.data()),
             static_cast<int>(message.size())) {}

bool WireFields::Next() {
  const std::uint32_t tag = input_.ReadTag();
  if (tag == 0) {
    is_whole_ = input_.ConsumedEntireMessage();
    return false;
  }
  number_ = static_cast<int>(tag >> 3U);
  bytes_ = {};
  varint_ = 0;
  return TakeValue(tag);
}

bool WireFields::TakeValue(std::uint32_t tag) {
  switch (tag & 7U) {
    case kVarint:
      return input_.ReadVarint64(&varint_);
    case kFixed64:
      return input_.Skip(8);
    case kBytes:
      return TakeBytes();
    case kFixed32:
      return input_.Skip(4);
    default:
      return false;
  }
}

bool WireFields::TakeBytes() {
  std::uint32_t size = 0;
  if (!input_.ReadVarint32(&size)) return false;
  const void* data = nullptr;
  int available = 0;
  if (size > 0 && !input_.GetDirectBufferPointer(&data, &available)) return false;
  if (size > static_cast<std::uint32_t>(available)) return false;
  bytes_ = {static_cast<const char*>(data), size};
  return input_.Skip(static_cast<int>(size));
}

}  // namespace rung
