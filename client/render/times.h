#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <string>

namespace rung {

// `2024-05-01T12:00:00Z`; empty for a time that is not set.
std::string TimeText(const google::protobuf::Timestamp& time);

// Seconds from one to the other; 0 where either is not set.
double SecondsBetween(const google::protobuf::Timestamp& start,
                      const google::protobuf::Timestamp& end);

}  // namespace rung
