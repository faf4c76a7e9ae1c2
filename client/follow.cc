#include "client/follow.h"

#include <algorithm>
#include <optional>

#include "client/interrupt.h"
#include "client/progress_reporter.h"
#include "client/render/names.h"
#include "common/rpc/transient.h"
#include "common/search_end.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// Between tries while the coordinator is away.
constexpr std::chrono::milliseconds kLongestPause{2'000};

// The best score so far, asked for only where results have come in since.
class BestScore {
 public:
  void Update(Session& session, const v1::Search& search) {
    if (search.progress().trained_epochs() == trained_epochs_) return;
    const auto best = session.ListBestTrials(ShortName(search.name()));
    if (!best.ok()) return;
    trained_epochs_ = search.progress().trained_epochs();
    if (!best->trials().empty()) score_ = best->trials(0).score();
  }
  std::optional<double> score() const { return score_; }

 private:
  std::int64_t trained_epochs_ = 0;
  std::optional<double> score_;
};

}  // namespace

absl::StatusOr<v1::Search> Follow(Session& session, const std::string& search,
                                  const std::function<absl::Status()>& check,
                                  std::chrono::milliseconds poll_interval) {
  ProgressReporter reporter;
  BestScore best;
  std::chrono::milliseconds pause = poll_interval;
  do {
    const absl::StatusOr<v1::Search> now = session.GetSearch(search);
    if (now.ok()) {
      best.Update(session, *now);
      reporter.Show(*now, best.score());
      if (HasEnded(now->state())) return now;
      pause = poll_interval;
    } else if (IsTransient(now.status()) && !session.stop().stop_requested()) {
      reporter.ShowOutage();
      pause = std::min(2 * pause, kLongestPause);
    } else {
      return now.status();
    }
    if (check) RETURN_IF_ERROR(check());
  } while (!WaitOrStop(pause, session.stop()));
  return absl::CancelledError("interrupted");
}

}  // namespace rung
