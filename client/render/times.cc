#include "client/render/times.h"

#include <google/protobuf/util/time_util.h>

namespace rung {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

namespace {

// TimeUtil aborts on times outside the years 1 to 9999.
bool IsSet(const Timestamp& time) {
  return (time.seconds() != 0 || time.nanos() != 0) &&
         time.seconds() >= TimeUtil::kTimestampMinSeconds &&
         time.seconds() <= TimeUtil::kTimestampMaxSeconds;
}

}  // namespace

std::string TimeText(const Timestamp& time) {
  if (!IsSet(time)) return "";
  Timestamp whole_seconds;
  whole_seconds.set_seconds(time.seconds());
  return TimeUtil::ToString(whole_seconds);
}

double SecondsBetween(const Timestamp& start, const Timestamp& end) {
  if (!IsSet(start) || !IsSet(end)) return 0;
  return static_cast<double>(end.seconds() - start.seconds()) +
         (end.nanos() - start.nanos()) * 1e-9;
}

}  // namespace rung
