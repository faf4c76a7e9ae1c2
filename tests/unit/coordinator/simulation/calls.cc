#include "calls.h"

#include <utility>

#include "search_specs.h"

namespace rung::simulation {
namespace {

constexpr std::chrono::seconds kDeadline(4);
constexpr std::chrono::seconds kLeaseDeadline(12);

// A call that one command answers.
template <class Response, class Decide>
Network::Arrive<Response> Deciding(Decide decide) {
  return [decide](SimulatedCoordinator& coordinator, const Network::IsGone&,
                  const Network::Reply<Response>& reply) {
    return coordinator.Submit([=](Decider& decider, Now now) -> BatchDecider::Answer {
      return [reply, response = absl::StatusOr<Response>(decide(decider, now))](
                 const absl::Status& committed) {
        committed.ok() ? reply(response) : reply(committed);
      };
    });
  };
}

}  // namespace

bool MayRepeat(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

void Calls::StartSession(const v1::StartSessionRequest& request,
                         Told<v1::StartSessionResponse> told) {
  network_.Call<v1::StartSessionResponse>(
      request.worker() + " StartSession", kDeadline,
      Deciding<v1::StartSessionResponse>(
          [=](Decider& decider, Now now) { return decider.StartSession(request, now); }),
      [=, this](const auto& response, Span) {
        if (response.ok()) checker_.ToldSession(request.worker(), response->session());
        told(response);
      });
}

void Calls::LeaseTask(const v1::LeaseTaskRequest& request, Told<v1::LeaseTaskResponse> told) {
  network_.Call<v1::LeaseTaskResponse>(
      "LeaseTask " + request.request_id(), kLeaseDeadline,
      [=](SimulatedCoordinator& coordinator, const Network::IsGone& is_gone,
          const Network::Reply<v1::LeaseTaskResponse>& reply) {
        return coordinator.SubmitLease({.request = request,
                                        .on_arrival = [](Decider&, Now) {},
                                        .is_gone = is_gone,
                                        .answer = reply});
      },
      [=, this](const auto& response, Span) {
        if (response.ok() && response->has_task()) checker_.ToldTask(request, response->task());
        if (!response.ok() && !MayRepeat(response.status())) {
          history_.Break("a session that was acknowledged may not lease: " +
                         response.status().ToString());
        }
        told(response);
      });
}

void Calls::RenewLease(const v1::RenewLeaseRequest& request, Told<v1::RenewLeaseResponse> told) {
  network_.Call<v1::RenewLeaseResponse>(
      "RenewLease " + request.name() + " session " + request.session(), kDeadline,
      Deciding<v1::RenewLeaseResponse>(
          [=](Decider& decider, Now now) { return decider.RenewLease(request, now); }),
      [=, this](const auto& response, Span span) {
        if (response.ok()) checker_.ToldRenewal(request, response->answer(), span);
        TestifyError(response.status(), request.session(), request.name(), span);
        told(response);
      });
}

void Calls::CompleteTask(const v1::CompleteTaskRequest& request,
                         Told<v1::CompleteTaskResponse> told) {
  network_.Call<v1::CompleteTaskResponse>(
      "CompleteTask " + request.name() + " session " + request.session(), kDeadline,
      Deciding<v1::CompleteTaskResponse>([=, this](Decider& decider, Now now) {
        v1::CompleteTaskRequest arrived = request;
        if (forge_) forge_(arrived);
        return decider.CompleteTask(arrived, now);
      }),
      [=, this](const auto& response, Span span) {
        if (response.ok()) checker_.ToldCompletion(request, response->answer(), span);
        TestifyError(response.status(), request.session(), request.name(), span);
        told(response);
      });
}

void Calls::ReturnTask(const v1::ReturnTaskRequest& request, Told<v1::ReturnTaskResponse> told) {
  network_.Call<v1::ReturnTaskResponse>(
      "ReturnTask " + request.name() + " session " + request.session(), kDeadline,
      Deciding<v1::ReturnTaskResponse>(
          [=](Decider& decider, Now now) { return decider.ReturnTask(request, now); }),
      [=, this](const auto& response, Span span) {
        if (response.ok()) checker_.ToldReturned(request, span);
        TestifyError(response.status(), request.session(), request.name(), span);
        told(response);
      });
}

void Calls::DrainSession(const std::string& session) {
  v1::DrainSessionRequest request;
  request.set_session(session);
  Ask(
      "DrainSession " + session,
      [=](Decider& decider, Now now) { return decider.DrainSession(request, now).status(); },
      [=, this](Span span) { checker_.ToldDrained(session, span); }, [](const absl::Status&) {});
}

void Calls::EndSession(const std::string& session, const std::string& task) {
  v1::EndSessionRequest request;
  request.set_session(session);
  request.set_task(task);
  Ask(
      "EndSession " + session,
      [=](Decider& decider, Now now) { return decider.EndSession(request, now).status(); },
      [=, this](Span span) { checker_.ToldEnded(session, span); }, [](const absl::Status&) {});
}

void Calls::TestifyError(const absl::Status& status, const std::string& session,
                         const std::string& attempt, Span span) {
  if (status.ok() || MayRepeat(status)) return;
  if (absl::IsNotFound(status)) return checker_.ToldNotFound(session, attempt, span);
  history_.Break("a correct worker is refused: " + status.ToString());
}

void Calls::Ask(const std::string& call, std::function<absl::Status(Decider&, Now)> decide,
                std::function<void(Span)> testify, Done done) {
  // The network carries messages; an empty one stands for OK.
  using Empty = v1::ReturnTaskResponse;
  network_.Call<Empty>(call, kDeadline,
                       Deciding<Empty>([=](Decider& decider, Now now) -> absl::StatusOr<Empty> {
                         const absl::Status status = decide(decider, now);
                         if (!status.ok()) return status;
                         return Empty();
                       }),
                       [=](const auto& response, Span span) {
                         if (response.ok()) testify(span);
                         done(response.status());
                       });
}

void Calls::CreateSearch(const v1::SearchSpec& spec, const std::string& request_id, Done done) {
  const SearchCreated created{.spec = spec,
                              .data_set = TheDataSet().digest,
                              .split = TheSplit().key,
                              .request_id = request_id};
  Ask(
      "CreateSearch " + spec.name() + " request " + request_id,
      [=](Decider& decider, Now now) {
        return decider.CreateSearch(created, TheSplit(), now).status();
      },
      [=, this](Span span) { checker_.ToldCreated(request_id, spec.name(), span); }, done);
}

void Calls::PauseSearch(const std::string& name, Done done) {
  Ask(
      "PauseSearch " + name,
      [=](Decider& decider, Now now) { return decider.PauseSearch(name, now); },
      [=, this](Span span) { checker_.ToldState(name, {v1::Search::PAUSED}, span); }, done);
}

void Calls::ResumeSearch(const std::string& name, Done done) {
  Ask(
      "ResumeSearch " + name,
      [=](Decider& decider, Now now) { return decider.ResumeSearch(name, now); },
      [=, this](Span span) {
        checker_.ToldState(name, {v1::Search::RUNNING, v1::Search::PENDING, v1::Search::STOPPING},
                           span);
      },
      done);
}

void Calls::StopSearch(const std::string& name, Done done) {
  Ask(
      "StopSearch " + name,
      [=](Decider& decider, Now now) { return decider.StopSearch(name, now); },
      [=, this](Span span) {
        checker_.ToldState(name, {v1::Search::STOPPING, v1::Search::SUCCEEDED}, span);
      },
      done);
}

void Calls::CancelSearch(const std::string& name, Done done) {
  Ask(
      "CancelSearch " + name,
      [=](Decider& decider, Now now) { return decider.CancelSearch(name, now); },
      [=, this](Span span) { checker_.ToldState(name, {v1::Search::CANCELLED}, span); }, done);
}

void Calls::DeleteSearch(const std::string& name, Done done) {
  Ask(
      "DeleteSearch " + name, [=](Decider& decider, Now) { return decider.DeleteSearch(name); },
      [=, this](Span span) { checker_.ToldDeleted(name, span); }, done);
}

}  // namespace rung::simulation
