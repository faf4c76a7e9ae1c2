#include "client/spec_difference.h"

#include <google/protobuf/util/message_differencer.h>

#include "common/spec/spec_defaults.h"

namespace rung {
namespace {

// `wanted` with what follows from the data taken from `recorded`.
v1::SearchSpec Completed(const v1::SearchSpec& wanted, const v1::SearchSpec& recorded) {
  const v1::Objective given = wanted.data().objective();
  v1::SearchSpec complete = WithObjective(
      wanted, given == v1::OBJECTIVE_UNSPECIFIED ? recorded.data().objective() : given);
  complete.mutable_data()->set_file(recorded.data().file());
  complete.mutable_data()->set_label_file(recorded.data().label_file());
  return complete;
}

std::string JoinedLines(std::string lines) {
  lines.erase(lines.find_last_not_of('\n') + 1);
  for (std::size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n', end)) {
    lines.replace(end, 1, "; ");
  }
  return lines;
}

}  // namespace

std::string SpecDifference(const v1::SearchSpec& recorded, const v1::SearchSpec& wanted) {
  std::string lines;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&lines);
  differencer.Compare(recorded, Completed(wanted, recorded));
  return JoinedLines(std::move(lines));
}

}  // namespace rung
