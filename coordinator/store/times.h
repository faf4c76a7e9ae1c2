#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>

namespace rung {

// Microseconds since 1970, at or after it, as a Timestamp.
inline google::protobuf::Timestamp TimestampOf(std::int64_t time_us) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(time_us / 1'000'000);
  timestamp.set_nanos(static_cast<std::int32_t>(time_us % 1'000'000 * 1'000));
  return timestamp;
}

}  // namespace rung
