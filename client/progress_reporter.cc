#include "client/progress_reporter.h"

namespace rung {
namespace {

constexpr std::chrono::seconds kSentenceInterval{5};

}  // namespace

void ProgressReporter::Show(const v1::Search& search, std::optional<double> best_score) {
  const Clock::time_point now = Clock::now();
  is_outage_ = false;
  rate_.Add(std::chrono::duration<double>(now - start_).count(),
            search.progress().trained_epochs());
  const LiveFacts facts{.best_score = best_score, .epochs_per_second = rate_.EpochsPerSecond()};
  if (is_terminal_) {
    lines_.Draw(ProgressLines(search, facts, TerminalWidth()));
  } else {
    ShowSentence(search, facts, now);
  }
}

void ProgressReporter::ShowSentence(const v1::Search& search, const LiveFacts& facts,
                                    Clock::time_point now) {
  const int rung = CurrentRung(search);
  const bool is_due = !last_sentence_ || now - *last_sentence_ >= kSentenceInterval;
  if (!is_due && rung == last_rung_ && search.state() == last_state_) return;
  PrintNote(ProgressSentence(search, facts) + '\n');
  last_sentence_ = now;
  last_rung_ = rung;
  last_state_ = search.state();
}

void ProgressReporter::ShowOutage() {
  if (is_outage_) return;
  is_outage_ = true;
  PrintNote("the coordinator does not answer; waiting\n");
  lines_.Leave();
}

}  // namespace rung
