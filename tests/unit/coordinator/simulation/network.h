#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "choices.h"
#include "simulated_coordinator.h"

namespace rung::simulation {

// Where in the log an answer was decided: before it was `before` facts long, at the
// latest at `after`.
struct Span {
  std::size_t before = 0;
  std::size_t after = 0;
};

// Carries calls to the coordinator and answers back. It may lose, delay and repeat either, and
// with the delays change their order; it may be cut for a while. A caller hears one answer,
// or DEADLINE_EXCEEDED.
class Network {
 public:
  Network(Timeline& timeline, History& history, SimulatedCoordinator& coordinator, Choices choices)
      : timeline_(timeline), history_(history), coordinator_(coordinator), choices_(choices) {}

  template <class Response>
  using Told = std::function<void(const absl::StatusOr<Response>&, Span)>;
  template <class Response>
  using Reply = std::function<void(absl::StatusOr<Response>)>;
  using IsGone = std::function<bool()>;
  // What a call does where it arrives: hands the coordinator a command that ends in the
  // reply; false while the coordinator is down.
  template <class Response>
  using Arrive = std::function<bool(SimulatedCoordinator&, IsGone, Reply<Response>)>;

  // `call` is how the history names it.
  template <class Response>
  void Call(const std::string& call, MonotonicDuration deadline, Arrive<Response> arrive,
            Told<Response> told);

  // Loses everything for a while.
  void Cut(MonotonicDuration duration) { cut_until_ = timeline_.now().monotonic + duration; }
  // From here on nothing is lost, and no delay is long.
  void EndFaults();

 private:
  // How long the next message is on its way.
  MonotonicDuration Delay();
  bool LosesNext(const std::string& what);

  Timeline& timeline_;
  History& history_;
  SimulatedCoordinator& coordinator_;
  Choices choices_;
  bool has_faults_ = true;
  MonotonicTime cut_until_;
};

template <class Response>
void Network::Call(const std::string& call, MonotonicDuration deadline, Arrive<Response> arrive,
                   Told<Response> told) {
  const auto is_over = std::make_shared<bool>(false);
  const bool end_is_noticed = !has_faults_ || choices_.OneIn(2);
  const auto hear = [=, this](const absl::StatusOr<Response>& response, Span span) {
    if (std::exchange(*is_over, true)) return;
    history_.Note(call + " <- " +
                  (response.ok() ? response->ShortDebugString() : response.status().ToString()));
    told(response, span);
  };
  const auto reply = [=, this](const absl::StatusOr<Response>& response) {
    const std::size_t before = coordinator_.log_size_before_turn();
    coordinator_.Send([=, this] {
      const Span span{before, coordinator_.log_size()};
      if (!LosesNext("answer lost")) timeline_.After(Delay(), [=] { hear(response, span); });
    });
  };
  const auto deliver = [=, this] {
    history_.Note(call);
    const IsGone is_gone = [=] { return end_is_noticed && *is_over; };
    if (arrive(coordinator_, is_gone, reply)) return;
    hear(absl::UnavailableError("no coordinator"), {});
  };
  if (!LosesNext("call lost")) timeline_.After(Delay(), deliver);
  if (has_faults_ && choices_.OneIn(25)) {
    history_.NoteFault("call repeated");
    timeline_.After(Delay(), deliver);
  }
  timeline_.After(deadline, [=] { hear(absl::DeadlineExceededError("no answer"), {}); });
}

}  // namespace rung::simulation
