#include "client/follow_to_end.h"

#include <fmt/format.h>

#include <string>

#include "client/exit_code.h"
#include "client/follow.h"
#include "client/render/best_view.h"
#include "client/render/names.h"
#include "client/render/receipt.h"
#include "client/render/text.h"
#include "client/result.h"
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
  RETURN_IF_ERROR(ShowBest(session, ended, format).status());
  return ExitCodeOf(ended.state());
}

absl::StatusOr<int> FollowDetachably(Session& session, const v1::Search& search, Format format) {
  absl::StatusOr<int> exit_code = FollowToEnd(session, search, format);
  if (absl::IsCancelled(exit_code.status())) {
    const std::string name = ShellQuoted(ShortName(search.name()));
    return absl::CancelledError(
        fmt::format("{} goes on; follow it again with `rung watch {} --coordinator {}`", name, name,
                    ShellQuoted(session.address())));
  }
  return exit_code;
}

}  // namespace rung
