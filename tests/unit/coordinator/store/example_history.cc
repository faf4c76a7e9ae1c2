#include "tests/unit/coordinator/store/example_history.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

namespace rung {
namespace {

constexpr std::array kEpochsOfRung = {1, 3, 9};

std::string Text(const TaskKey& task) {
  return fmt::format("{}/{}/{}/{}", task.search, task.trial, task.is_test, task.rung);
}

std::string Text(const v1::Metrics& metrics) {
  const std::map<std::string, double> sorted(metrics.values().begin(), metrics.values().end());
  std::string text;
  for (const auto& [name, value] : sorted) text += fmt::format("{}={} ", name, value);
  return text;
}

std::string Text(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "none";
}

std::string Text(const DataSetAdded& f) {
  return fmt::format("DataSetAdded {} {} {} {} {} {}", f.digest, f.display_name, f.size_bytes,
                     f.row_count, f.column_count, f.time_us);
}
std::string Text(const DataSetRemoved& f) { return fmt::format("DataSetRemoved {}", f.digest); }
std::string Text(const SplitAdded& f) {
  return fmt::format("SplitAdded {} {} {} {} {} {}", f.key, f.data_set, f.training_blob,
                     f.test_blob, f.sizes.ShortDebugString(), f.encoding);
}
std::string Text(const SearchCreated& f) {
  return fmt::format("SearchCreated {} {} {} {} {} {} {}", f.search, f.spec.ShortDebugString(),
                     f.data_set, f.split, f.planned_epochs, f.request_id, f.time_us);
}
std::string Text(const SearchStateChanged& f) {
  return fmt::format("SearchStateChanged {} {} {} {}", f.search, static_cast<int>(f.state),
                     f.reason, f.time_us);
}
std::string Text(const SearchDeleted& f) { return fmt::format("SearchDeleted {}", f.search); }
std::string Text(const SessionStarted& f) {
  return fmt::format("SessionStarted {} {} {} {} {} {} {} {}", f.session, f.worker, f.numerics,
                     f.time_us, f.request_id, f.host, f.version, f.cpu_count);
}
std::string Text(const SessionDrained& f) {
  return fmt::format("SessionDrained {} {}", f.session, f.time_us);
}
std::string Text(const SessionEnded& f) {
  return fmt::format("SessionEnded {} {} {}", f.session, f.reason, f.time_us);
}
std::string Text(const TrialProposed& f) {
  return fmt::format("TrialProposed {} {} {}", f.search, f.trial,
                     f.configuration.ShortDebugString());
}
std::string Text(const AttemptStarted& f) {
  return fmt::format("AttemptStarted {} {} {} {} {}", Text(f.task), f.attempt, f.session,
                     f.request_id, f.time_us);
}
std::string Text(const AttemptEnded& f) {
  return fmt::format("AttemptEnded {} {} {} {} {} {}", Text(f.task), f.attempt,
                     static_cast<int>(f.end), f.detail, f.time_us, f.checkpoint);
}
std::string Text(const EpochsReported& f) {
  return fmt::format("EpochsReported {} {} {}", f.search, f.trial, f.epochs.size());
}
std::string Text(const ResultRecorded& f) {
  return fmt::format("ResultRecorded {} {} {} {} {} [{}] [{}] {} {} {}", Text(f.task), f.attempt,
                     static_cast<int>(f.outcome), f.epochs, Text(f.score), Text(f.training),
                     Text(f.validation), f.checkpoint, f.failure, f.time_us);
}
std::string Text(const RungDecided& f) {
  return fmt::format("RungDecided {} {} {} {} {}", f.search, f.rung, f.size, f.keep, f.time_us);
}
std::string Text(const FinalistsChosen& f) {
  std::string text = fmt::format("FinalistsChosen {} {}", f.search, f.time_us);
  for (const auto& [trial, rung] : f.finalists) text += fmt::format(" {}@{}", trial, rung);
  return text;
}
std::string Text(const FinalistScored& f) {
  return fmt::format("FinalistScored {} {} [{}] {} {} {} {}", Text(f.task), f.attempt, Text(f.test),
                     Text(f.validation_spread), Text(f.test_spread), f.failure, f.time_us);
}
std::string Text(const DeterminismFault& f) {
  return fmt::format("DeterminismFault {} {} {} {}", Text(f.task), f.attempt, f.detail, f.time_us);
}

}  // namespace

std::string Describe(const Fact& fact) {
  return std::visit([](const auto& one) { return Text(one); }, fact);
}

std::string Digest(char letter) { return std::string(64, letter); }

v1::SearchSpec ExampleSpec(const std::string& name) {
  v1::SearchSpec spec;
  spec.set_name(name);
  spec.mutable_data()->set_label("digit");
  spec.set_seed(18446744073709551615U);
  spec.mutable_successive_halving()->set_trials(9);
  spec.mutable_successive_halving()->set_epochs(9);
  spec.mutable_successive_halving()->set_eta(3);
  spec.mutable_successive_halving()->set_min_epochs(1);
  spec.set_score(v1::ACCURACY);
  spec.set_finalists(3);
  spec.set_max_attempts(5);
  return spec;
}

v1::Configuration ExampleConfiguration(std::int64_t trial) {
  v1::Configuration configuration;
  configuration.set_hidden_layers(static_cast<int>(trial % 3));
  for (int i = 0; i < trial % 3; ++i) configuration.add_units(64 << i);
  configuration.set_learning_rate(0.1 / static_cast<double>(trial + 3));
  configuration.set_activation(v1::TANH);
  configuration.set_batch_size(32);
  configuration.set_epochs(9);
  configuration.set_optimizer(v1::ADAMW);
  configuration.set_momentum(0.9);
  configuration.set_weight_decay(0.0123456);
  configuration.set_dropout(0.25);
  configuration.set_learning_rate_schedule(v1::COSINE);
  configuration.set_warmup(0.125);
  configuration.set_gradient_clip(1.5);
  configuration.set_label_smoothing(0.1);
  configuration.set_class_weight(v1::BALANCED);
  return configuration;
}

v1::Epoch ExampleEpoch(int epoch, double score) {
  v1::Epoch message;
  message.set_epoch(epoch);
  message.set_training_loss(1.5);
  message.set_training_score(score + 0.01);
  message.set_validation_loss(2.5);
  message.set_validation_score(score);
  message.set_sample_count(100);
  message.set_seconds(0.5);
  return message;
}

ExampleHistory& ExampleHistory::Add(Fact fact) {
  facts_.push_back(std::move(fact));
  return *this;
}

ExampleHistory& ExampleHistory::Prepare() {
  Add(DataSetAdded{Digest('d'), "digits.csv", 1000, 100, 65, ++time_us_});
  SplitAdded split{"split", Digest('d'), Digest('e'), Digest('f'), {}, std::string("\0\1", 2)};
  split.sizes.set_training_rows(60);
  split.sizes.set_validation_rows(20);
  split.sizes.set_test_rows(20);
  split.sizes.set_inputs(64);
  split.sizes.set_outputs(10);
  Add(split);
  Add(SessionStarted{.session = 1,
                     .worker = "worker-a",
                     .numerics = "x86-64-v3",
                     .time_us = ++time_us_,
                     .request_id = "request-a",
                     .host = "lab-1",
                     .version = "0.1.0",
                     .cpu_count = 8});
  return Add(SessionStarted{2, "worker-b", "x86-64-v4", ++time_us_});
}

ExampleHistory& ExampleHistory::Create(const std::string& name, SearchId search) {
  search_ = search;
  return Add(SearchCreated{search, ExampleSpec(name), Digest('d'), "split",
                           /*planned_epochs=*/9 + 3 * 2 + 6, "request-" + name, ++time_us_});
}

ExampleHistory& ExampleHistory::Propose(std::int64_t trial) {
  return Add(TrialProposed{search_, trial, ExampleConfiguration(trial)});
}

ExampleHistory& ExampleHistory::Start(std::int64_t trial, int rung, int attempt,
                                      SessionId session) {
  return Add(AttemptStarted{{search_, trial, false, rung}, attempt, session, "lease", ++time_us_});
}

ExampleHistory& ExampleHistory::End(std::int64_t trial, int rung, v1::Attempt::End end,
                                    int attempt) {
  return Add(AttemptEnded{{search_, trial, false, rung}, attempt, end, "detail", ++time_us_});
}

ResultRecorded ExampleHistory::Result(std::int64_t trial, int rung) const {
  ResultRecorded result;
  result.task = {search_, trial, false, rung};
  result.attempt = 1;
  result.epochs = kEpochsOfRung.at(static_cast<std::size_t>(rung));
  result.time_us = time_us_;
  return result;
}

ExampleHistory& ExampleHistory::Train(std::int64_t trial, int rung, std::optional<double> score) {
  Start(trial, rung).End(trial, rung, score ? v1::Attempt::COMPLETED : v1::Attempt::DIVERGED);
  ResultRecorded result = Result(trial, rung);
  result.outcome = score ? v1::CompleteTaskRequest::COMPLETED : v1::CompleteTaskRequest::DIVERGED;
  result.score = score;
  if (score) {
    (*result.training.mutable_values())["accuracy"] = *score + 0.125;
    (*result.validation.mutable_values())["accuracy"] = *score;
    (*result.validation.mutable_values())["log_loss"] = 0.75;
    result.checkpoint = Digest(static_cast<char>('0' + trial)).replace(0, 1, 1, "abc"[rung]);
  }
  return Add(result);
}

ExampleHistory& ExampleHistory::Fail(std::int64_t trial, int rung) {
  ResultRecorded result = Result(trial, rung);
  result.outcome = v1::CompleteTaskRequest::FAILED;
  result.attempt = 0;
  result.epochs = 0;
  result.failure = "5 workers were lost";
  return Add(result);
}

ExampleHistory& ExampleHistory::Decide(int rung, int size, int keep) {
  return Add(RungDecided{search_, rung, size, keep, ++time_us_});
}

ExampleHistory& ExampleHistory::Choose(std::vector<FinalistsChosen::Finalist> finalists) {
  return Add(FinalistsChosen{search_, std::move(finalists), ++time_us_});
}

ExampleHistory& ExampleHistory::ScoreFinalist(std::int64_t trial, double test_score) {
  const TaskKey task{search_, trial, true, 0};
  Add(AttemptStarted{task, 1, 2, "lease", ++time_us_});
  Add(AttemptEnded{task, 1, v1::Attempt::COMPLETED, "", ++time_us_});
  FinalistScored scored{.task = task, .attempt = 1, .test = {}, .failure = {}};
  (*scored.test.mutable_values())["accuracy"] = test_score;
  scored.validation_spread = 0.01;
  scored.test_spread = 0.02;
  scored.time_us = ++time_us_;
  return Add(scored);
}

ExampleHistory& ExampleHistory::Change(v1::Search::State state) {
  return Add(SearchStateChanged{search_, state, "because", ++time_us_});
}

ExampleHistory& ExampleHistory::TrainNineTrials() {
  const std::array<std::optional<double>, 9> scores = {0.5, 0.9,          0.9, std::nullopt, 0.9,
                                                       0.7, std::nullopt, 0.9, 0.2};
  for (std::int64_t trial = 0; trial < 9; ++trial) {
    Propose(trial);
    trial == 6 ? Fail(6, 0) : Train(trial, 0, scores.at(static_cast<std::size_t>(trial)));
  }
  Decide(0, 9, 3).Train(1, 1, 0.8).Train(2, 1, 0.95).Train(4, 1, std::nullopt);
  return Decide(1, 3, 1).Train(2, 2, 0.97);
}

std::vector<Fact> ExampleHistory::Take() { return std::exchange(facts_, {}); }

}  // namespace rung
