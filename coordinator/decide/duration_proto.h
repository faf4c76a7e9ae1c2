#pragma once

#include <chrono>

#include "google/protobuf/duration.pb.h"

namespace rung {

inline google::protobuf::Duration ToProto(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  google::protobuf::Duration proto;
  proto.set_seconds(seconds.count());
  proto.set_nanos(static_cast<int>((duration - seconds).count()));
  return proto;
}

}  // namespace rung
