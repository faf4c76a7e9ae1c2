#include "client/follow_to_end.h"

#include <fmt/format.h>

#include <string>

#include "client/exit_code.h"
#include "client/follow.h"
#include "client/interrupt.h"
#include "client/render/best_view.h"
#include "client/render/names.h"
#include "client/render/receipt.h"
#include "client/render/text.h"
#include "client/result.h"
#include "common/escape.h"
#include "common/rpc/transient.h"
#include "common/search_end.h"
#include "common/spec/enum_names.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// `flowers succeeded`, with the reason where there is one.
std::string EndText(const v1::Search& search) {
  const std::string& reason = search.state_reason();
  return fmt::format("{} {}{}\n", EscapeControls(ShortName(search.name())),
                     EnumName(search.state()), reason.empty() ? "" : ": " + EscapeControls(reason));
}

// The best of a search that has ended: the coordinator may be away at the end, too.
absl::StatusOr<v1::ListBestTrialsResponse> WaitForBest(Session& session, const std::string& name,
                                                       const std::function<absl::Status()>& check) {
  auto best = session.ListBestTrials(name);
  while (IsTransient(best.status()) && !WaitOrStop(kPollInterval, session.stop())) {
    if (check) RETURN_IF_ERROR(check());
    best = session.ListBestTrials(name);
  }
  return best;
}

}  // namespace

absl::StatusOr<int> ShowBest(Session& session, const v1::Search& search, Format format) {
  const std::string name = ShortName(search.name());
  ASSIGN_OR_RETURN(const v1::ListBestTrialsResponse best, session.ListBestTrials(name));
  if (!best.is_final() && !HasEnded(search.state())) {
    PrintNote("the best so far; finalists are chosen and scored on the test rows at the end\n");
  }
  return ShowAnswer(BestAnswer(name, search.spec(), best), format);
}

absl::StatusOr<int> FollowToEnd(Session& session, const v1::Search& search, Format format,
                                const std::function<absl::Status()>& check) {
  ASSIGN_OR_RETURN(const v1::Search ended, Follow(session, ShortName(search.name()), check));
  PrintNote(EndText(ended) + ReceiptText(ended));
  const std::string name = ShortName(ended.name());
  ASSIGN_OR_RETURN(const v1::ListBestTrialsResponse best, WaitForBest(session, name, check));
  RETURN_IF_ERROR(ShowAnswer(BestAnswer(name, ended.spec(), best), format).status());
  return ExitCodeOf(ended.state());
}

absl::StatusOr<int> FollowDetachably(Session& session, const v1::Search& search, Format format) {
  absl::StatusOr<int> exit_code = FollowToEnd(session, search, format);
  if (absl::IsCancelled(exit_code.status())) {
    const std::string name = ShellQuoted(ShortName(search.name()));
    return absl::CancelledError(
        fmt::format("{} goes on; follow it again with `rung watch {} --coordinator {}`", name, name,
                    ShellQuoted(session.endpoint().address)));
  }
  return exit_code;
}

}  // namespace rung
