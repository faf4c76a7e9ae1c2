#pragma once

#include <functional>
#include <string>
#include <vector>

#include "log_index.h"
#include "network.h"
#include "rung/v1/task.pb.h"

namespace rung::simulation {

// Remembers what every worker and client was told, and holds it against the final log:
// what was acknowledged is there, and what was refused was so for a reason that is there.
class HistoryChecker {
 public:
  explicit HistoryChecker(const Timeline& timeline) : timeline_(timeline) {}

  void ToldSession(const std::string& worker, const std::string& session);
  void ToldTask(const v1::LeaseTaskRequest& request, const v1::Task& task);
  void ToldRenewal(const v1::RenewLeaseRequest& request, v1::RenewLeaseResponse::Answer answer,
                   Span span);
  void ToldCompletion(const v1::CompleteTaskRequest& request,
                      v1::CompleteTaskResponse::Answer answer, Span span);
  void ToldDrained(const std::string& session, Span span);
  void ToldEnded(const std::string& session, Span span);
  void ToldReturned(const v1::ReturnTaskRequest& request, Span span);
  // The search of an attempt that the caller was lent is said to be unknown.
  void ToldNotFound(const std::string& session, const std::string& name, Span span);
  void ToldCreated(const std::string& request_id, const std::string& name, Span span);
  // At some time in the span the search had one of the states.
  void ToldState(const std::string& name, std::vector<v1::Search::State> states, Span span);
  void ToldDeleted(const std::string& name, Span span);

  // What was told and is not in the log; empty where all is well.
  std::string Check(const LogIndex& log) const;
  std::size_t size() const { return claims_.size(); }

 private:
  struct Claim {
    std::string text;
    std::function<bool(const LogIndex&)> is_true;
  };

  void Add(const std::string& text, std::function<bool(const LogIndex&)> is_true);

  const Timeline& timeline_;
  std::vector<Claim> claims_;
};

}  // namespace rung::simulation
