#include "simulated_client.h"

#include <fmt/format.h>

#include "search_specs.h"

namespace rung::simulation {
namespace {

constexpr const char* kNames[] = {"ant", "bee", "cat"};

}  // namespace

void SimulatedClient::Plan() {
  timeline_.After(choices_.Milliseconds(100, 8000), [this] {
    if (!has_faults_) return;
    Act();
    Plan();
  });
}

void SimulatedClient::Act() {
  const std::string name = kNames[choices_.Between(0, 2)];
  const auto ignore = [](const absl::Status&) {};
  const int act = meddles_ ? choices_.Between(0, 11) : 0;
  if (act <= 4) {
    Create(RandomSpec(name, choices_), fmt::format("request-{}", ++requests_));
  } else if (act == 5) {
    calls_.PauseSearch(name, ignore);
  } else if (act == 6) {
    calls_.StopSearch(name, ignore);
  } else if (act == 7) {
    calls_.CancelSearch(name, ignore);
  } else if (act == 8) {
    calls_.DeleteSearch(name, ignore);
  } else {
    calls_.ResumeSearch(name, ignore);
  }
}

void SimulatedClient::Create(const v1::SearchSpec& spec, const std::string& request_id) {
  calls_.CreateSearch(spec, request_id, [=, this](const absl::Status& status) {
    if (MayRepeat(status)) Create(spec, request_id);
  });
}

void SimulatedClient::EndFaults() {
  has_faults_ = false;
  ResumeAll();
}

void SimulatedClient::ResumeAll() {
  for (const char* name : kNames) calls_.ResumeSearch(name, [](const absl::Status&) {});
  timeline_.After(std::chrono::seconds(5), [this] { ResumeAll(); });
}

}  // namespace rung::simulation
