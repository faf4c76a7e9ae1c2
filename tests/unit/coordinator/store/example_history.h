#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/facts/facts.h"

namespace rung {

// The digest made of one letter.
std::string Digest(char letter);

// A complete spec: successive halving, 9 trials, 9 epochs, eta 3; so rungs of
// 9, 3 and 1 trials at 1, 3 and 9 epochs. Score: accuracy.
v1::SearchSpec ExampleSpec(const std::string& name);

v1::Configuration ExampleConfiguration(std::int64_t trial);

v1::Epoch ExampleEpoch(int epoch, double score);

// Collects the facts of a search, number 1 unless said, as a coordinator would make
// them. Data set, split and session 1 come first.
class ExampleHistory {
 public:
  // Data set D, split "split" with blobs E and F, session 1 of worker-a, session 2 of worker-b.
  ExampleHistory& Prepare();
  ExampleHistory& Create(const std::string& name, SearchId search = 1);
  ExampleHistory& Propose(std::int64_t trial);
  ExampleHistory& Start(std::int64_t trial, int rung, int attempt = 1, SessionId session = 1);
  ExampleHistory& End(std::int64_t trial, int rung, v1::Attempt::End end, int attempt = 1);
  // An attempt that begins and ends with a result: a score or, without, diverged.
  ExampleHistory& Train(std::int64_t trial, int rung, std::optional<double> score);
  ExampleHistory& Fail(std::int64_t trial, int rung);
  ExampleHistory& Decide(int rung, int size, int keep);
  ExampleHistory& Choose(std::vector<FinalistsChosen::Finalist> finalists);
  ExampleHistory& ScoreFinalist(std::int64_t trial, double test_score);
  ExampleHistory& Change(v1::Search::State state);
  ExampleHistory& Add(Fact fact);

  // Nine trials with ties in rung 0: 1, 2 and 4 go on before 7, which is as good;
  // 3 diverges, 6 fails. In rung 1, 4 diverges and 2 goes on; it ends at 0.97.
  ExampleHistory& TrainNineTrials();

  // The facts collected since the last call.
  std::vector<Fact> Take();

 private:
  ResultRecorded Result(std::int64_t trial, int rung) const;
  SearchId search_ = 1;
  std::int64_t time_us_ = 1'700'000'000'000'000;
  std::vector<Fact> facts_;
};

// A fact with all its fields as text, for comparison.
std::string Describe(const Fact& fact);

}  // namespace rung
