#include "coordinator/schedule/schedule.h"

#include "coordinator/schedule/bracket.h"
#include "coordinator/schedule/plan.h"

namespace rung {

std::unique_ptr<Schedule> MakeSchedule(const v1::SearchSpec& spec) {
  return std::make_unique<Bracket>(PlanRungs(spec));
}

}  // namespace rung
