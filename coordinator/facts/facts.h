#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rung/v1/search.pb.h"
#include "rung/v1/search_spec.pb.h"
#include "rung/v1/task.pb.h"
#include "rung/v1/trial.pb.h"

// What has happened, in the form in which it is recorded and replayed. The state
// of the coordinator is a function of the facts in their order, and of nothing else.
// All times are for people: microseconds since 1970. No decision depends on them.
namespace rung {

// Numbers the searches of one database, from 1; never used again.
using SearchId = std::int64_t;
// Numbers the lives of worker processes, from 1; never used again.
using SessionId = std::int64_t;

// The unit of work: bring a trial to a rung, or score it on the test rows.
struct TaskKey {
  SearchId search = 0;
  std::int64_t trial = 0;
  bool is_test = false;
  int rung = 0;  // 0 where is_test

  friend auto operator<=>(const TaskKey&, const TaskKey&) = default;
};

// A CSV file was taken in; it is a blob under its digest.
struct DataSetAdded {
  std::string digest;
  std::string display_name;
  std::int64_t size_bytes = 0;
  std::int64_t row_count = 0;
  int column_count = 0;
  std::int64_t time_us = 0;
};

// A data set that no search uses was removed.
struct DataSetRemoved {
  std::string digest;
};

// A data set was divided and encoded; both parts are blobs.
struct SplitAdded {
  std::string key;  // digest of all that the division depends on
  std::string data_set;
  std::string training_blob;  // training and validation rows
  std::string test_blob;
  v1::SplitSizes sizes;
  std::string encoding;  // how raw rows become inputs, serialised
};

struct SearchCreated {
  SearchId search = 0;
  v1::SearchSpec spec;  // complete: no field left to a default
  std::string data_set;
  std::string split;                // SplitAdded::key
  std::int64_t planned_epochs = 0;  // Plan::epochs_with_resume
  std::string request_id;
  std::int64_t time_us = 0;
};

struct SearchStateChanged {
  SearchId search = 0;
  v1::Search::State state = v1::Search::STATE_UNSPECIFIED;
  std::string reason;
  std::int64_t time_us = 0;
};

// From here on the search is unknown; its rows go in slices afterwards.
struct SearchDeleted {
  SearchId search = 0;
};

struct SessionStarted {
  SessionId session = 0;
  std::string worker;
  std::string numerics;
  std::int64_t time_us = 0;
  std::string request_id;  // empty where the worker gave none
  // What the process says of itself, for people.
  std::string host;
  std::string version;
  int cpu_count = 0;
};

// From here on nothing is lent to the session.
struct SessionDrained {
  SessionId session = 0;
  std::int64_t time_us = 0;
};

// The process is no more; what it held was ended before.
struct SessionEnded {
  SessionId session = 0;
  std::string reason;
  std::int64_t time_us = 0;
};

// A trial's first task is about to be lent.
struct TrialProposed {
  SearchId search = 0;
  std::int64_t trial = 0;
  v1::Configuration configuration;
};

struct AttemptStarted {
  TaskKey task;
  int attempt = 0;
  SessionId session = 0;
  std::string request_id;
  std::int64_t time_us = 0;
};

struct AttemptEnded {
  TaskKey task;
  int attempt = 0;
  v1::Attempt::End end = v1::Attempt::END_UNSPECIFIED;
  std::string detail;
  std::int64_t time_us = 0;
  std::string checkpoint;  // blob to go on from, where the task was handed back with one
  // The task failed for a reason of the worker's own, which says nothing of the task.
  bool is_excused = false;
};

// An epoch is recorded once: of two reports the first stands.
struct EpochsReported {
  SearchId search = 0;
  std::int64_t trial = 0;
  std::vector<v1::Epoch> epochs;
};

// A trial's result at a rung. There is one, whatever the number of attempts.
struct ResultRecorded {
  TaskKey task;
  int attempt = 0;  // 0 where no attempt came to an end and the task was failed
  v1::CompleteTaskRequest::Outcome outcome = v1::CompleteTaskRequest::OUTCOME_UNSPECIFIED;
  int epochs = 0;               // trained, counted from the trial's start
  std::optional<double> score;  // present exactly where the outcome is completed
  v1::Metrics training;
  v1::Metrics validation;
  std::string checkpoint;  // blob; empty unless completed
  std::string failure;     // why, where the outcome is failed
  std::int64_t time_us = 0;
};

// A rung is complete: its best `keep` go on. Who they are follows from the results.
struct RungDecided {
  SearchId search = 0;
  int rung = 0;
  int size = 0;
  int keep = 0;
  std::int64_t time_us = 0;
};

// The best of a search, best first, each at the highest rung it reached.
struct FinalistsChosen {
  struct Finalist {
    std::int64_t trial = 0;
    int rung = 0;
  };
  SearchId search = 0;
  std::vector<Finalist> finalists;
  std::int64_t time_us = 0;
};

// A finalist was scored on the test rows, or could not be (no metrics, `failure` says why).
struct FinalistScored {
  TaskKey task;
  int attempt = 0;
  v1::Metrics test;
  std::optional<double> validation_spread;
  std::optional<double> test_spread;
  std::string failure;
  std::int64_t time_us = 0;
};

// Two attempts on one task gave different results; the first stands.
struct DeterminismFault {
  TaskKey task;
  int attempt = 0;
  std::string detail;
  std::int64_t time_us = 0;
};

using Fact =
    std::variant<DataSetAdded, DataSetRemoved, SplitAdded, SearchCreated, SearchStateChanged,
                 SearchDeleted, SessionStarted, SessionDrained, SessionEnded, TrialProposed,
                 AttemptStarted, AttemptEnded, EpochsReported, ResultRecorded, RungDecided,
                 FinalistsChosen, FinalistScored, DeterminismFault>;

}  // namespace rung
