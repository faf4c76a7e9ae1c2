#include "client/render/search_json.h"

#include "client/render/names.h"
#include "client/render/times.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

Json ProgressJson(const v1::Progress& progress) {
  return Json{{"planned_epochs", progress.planned_epochs()},
              {"trained_epochs", progress.trained_epochs()},
              {"epochs_from_scratch", progress.epochs_from_scratch()},
              {"epochs_at_full_length", progress.epochs_at_full_length()},
              {"training_seconds", progress.training_seconds()},
              {"sample_count", progress.sample_count()},
              {"running_tasks", progress.running_tasks()},
              {"most_running_tasks", progress.most_running_tasks()},
              {"lost_attempts", progress.lost_attempts()},
              {"determinism_faults", progress.determinism_faults()}};
}

Json RungProgressJson(const v1::RungProgress& rung) {
  return Json{{"rung", rung.rung()},     {"epochs", rung.epochs()},   {"size", rung.size()},
              {"done", rung.done()},     {"running", rung.running()}, {"diverged", rung.diverged()},
              {"failed", rung.failed()}, {"keep", rung.keep()},       {"decided", rung.decided()}};
}

Json AttemptsJson(std::span<const v1::Attempt> attempts, v1::Attempt::End end) {
  Json json = Json::array();
  for (const v1::Attempt& attempt : attempts) {
    if (attempt.end() != end) continue;
    json.push_back({{"attempt", attempt.name()},
                    {"worker", ShortName(attempt.worker())},
                    {"detail", attempt.detail()}});
  }
  return json;
}

Json SplitJson(const v1::SplitSizes& split) {
  return Json{{"training_rows", split.training_rows()},
              {"validation_rows", split.validation_rows()},
              {"test_rows", split.test_rows()},
              {"inputs", split.inputs()},
              {"outputs", split.outputs()}};
}

}  // namespace

Json SearchJson(const v1::Search& search, std::span<const v1::Attempt> attempts) {
  Json json = Json::object();
  json["search"] = ShortName(search.name());
  json["state"] = EnumName(search.state());
  json["state_reason"] = search.state_reason();
  json["data_set"] = ShortName(search.data_set());
  json["label"] = search.spec().data().label();
  json["objective"] = EnumName(search.spec().data().objective());
  json["score"] = EnumName(search.spec().score());
  json["seed"] = search.spec().seed();
  json["create_time"] = TimeText(search.create_time());
  json["start_time"] = TimeText(search.start_time());
  json["end_time"] = TimeText(search.end_time());
  json["split"] = SplitJson(search.split());
  json["progress"] = ProgressJson(search.progress());
  json["rungs"] = Json::array();
  for (const auto& rung : search.progress().rungs())
    json["rungs"].push_back(RungProgressJson(rung));
  json["lost"] = AttemptsJson(attempts, v1::Attempt::LOST);
  json["failed"] = AttemptsJson(attempts, v1::Attempt::FAILED);
  return json;
}

}  // namespace rung
