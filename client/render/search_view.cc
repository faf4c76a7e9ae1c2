#include "client/render/search_view.h"

#include <fmt/format.h>

#include "client/render/names.h"
#include "client/render/receipt.h"
#include "client/render/search_json.h"
#include "client/render/text.h"
#include "client/render/times.h"
#include "common/escape.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

using enum ListingStyle;

int TrialsDone(const v1::Progress& progress) {
  return progress.rungs().empty() ? 0 : progress.rungs(0).done();
}

int TrialsInAll(const v1::Progress& progress) {
  return progress.rungs().empty() ? 0 : progress.rungs(0).size();
}

Listing RungListing(const v1::Progress& progress) {
  Listing listing{{{"rung", kNumber, true, ""},
                   {"epochs", kNumber, true, ""},
                   {"size", kNumber, true, ""},
                   {"done", kNumber, true, ""},
                   {"running", kNumber, true, ""},
                   {"diverged", kNumber, true, ""},
                   {"failed", kNumber, true, ""},
                   {"keep", kNumber, true, ""},
                   {"decided", kText, true, ""}},
                  {}};
  for (const v1::RungProgress& rung : progress.rungs()) {
    const ListingCell epochs =
        rung.epochs() == 0 ? ListingCell("own") : ListingCell(std::int64_t{rung.epochs()});
    listing.rows.push_back({std::int64_t{rung.rung()}, epochs, std::int64_t{rung.size()},
                            std::int64_t{rung.done()}, std::int64_t{rung.running()},
                            std::int64_t{rung.diverged()}, std::int64_t{rung.failed()},
                            std::int64_t{rung.keep()}, rung.decided() ? "yes" : "no"});
  }
  return listing;
}

// A line `name  value`, left out where there is no value.
std::string Line(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{:<11}{}\n", name, EscapeControls(value));
}

std::string AlgorithmText(const v1::SearchSpec& spec) {
  if (spec.has_random_search()) {
    return fmt::format("random search, {}", Counted(spec.random_search().trials(), "trial"));
  }
  const v1::SuccessiveHalving& halving = spec.successive_halving();
  return fmt::format("successive halving, {}, {}, 1 in {} goes on",
                     Counted(halving.trials(), "trial"), Counted(halving.epochs(), "epoch"),
                     halving.eta());
}

std::string DataText(const v1::Search& search) {
  const v1::SplitSizes& split = search.split();
  return fmt::format("{}; {} training, {} validation, {} test rows; {}, {}",
                     search.spec().data().file(), GroupedNumber(split.training_rows()),
                     GroupedNumber(split.validation_rows()), GroupedNumber(split.test_rows()),
                     Counted(split.inputs(), "input"), Counted(split.outputs(), "output"));
}

std::string StateText(const v1::Search& search) {
  const std::string& reason = search.state_reason();
  return EnumName(search.state()) + (reason.empty() ? "" : ": " + reason);
}

std::string TimesText(const v1::Search& search) {
  std::string text = "created " + TimeText(search.create_time());
  if (search.has_start_time()) text += ", started " + TimeText(search.start_time());
  if (search.has_end_time()) text += ", ended " + TimeText(search.end_time());
  return text;
}

// Lines after the first are indented.
std::string Indented(std::string_view text) {
  std::string indented;
  for (const char c : text.substr(0, text.find_last_not_of('\n') + 1)) {
    indented += c == '\n' ? "\n  | " : std::string(1, c);
  }
  return indented;
}

// The detail of a worker that crashed ends with what it wrote last.
std::string AttemptLine(const v1::Attempt& attempt) {
  const std::string detail = attempt.detail().empty() ? "" : ": " + Indented(attempt.detail());
  return EscapeLines(
             fmt::format("{} on {}{}", attempt.name(), ShortName(attempt.worker()), detail)) +
         '\n';
}

std::string AttemptsText(std::span<const v1::Attempt> attempts, v1::Attempt::End end) {
  std::string lines;
  for (const v1::Attempt& attempt : attempts) {
    if (attempt.end() == end) lines += "  " + AttemptLine(attempt);
  }
  return lines.empty() ? "" : fmt::format("\n{} attempts\n{}", EnumName(end), lines);
}

std::string SearchText(const v1::Search& search, std::span<const v1::Attempt> attempts) {
  const v1::SearchSpec& spec = search.spec();
  return Line("search", ShortName(search.name())) + Line("state", StateText(search)) +
         Line("algorithm", AlgorithmText(spec)) + Line("data", DataText(search)) +
         Line("predicts",
              fmt::format("{}, by {}", spec.data().label(), EnumName(spec.data().objective()))) +
         Line("score", EnumName(spec.score())) + Line("seed", fmt::format("{}", spec.seed())) +
         Line("time", TimesText(search)) + '\n' + RenderTable(RungListing(search.progress())) +
         '\n' + ReceiptText(search) + AttemptsText(attempts, v1::Attempt::LOST) +
         AttemptsText(attempts, v1::Attempt::FAILED);
}

}  // namespace

Answer SearchesAnswer(std::span<const v1::Search> searches) {
  Listing listing{{{"search", kText, true, ""},
                   {"state", kText, true, ""},
                   {"trials", kNumber, true, ""},
                   {"done", kNumber, true, ""},
                   {"epochs", kNumber, true, ""},
                   {"planned_epochs", kNumber, true, "planned"},
                   {"created", kText, true, ""}},
                  {}};
  for (const v1::Search& search : searches) {
    const v1::Progress& progress = search.progress();
    listing.rows.push_back(
        {ShortName(search.name()), EnumName(search.state()), std::int64_t{TrialsInAll(progress)},
         std::int64_t{TrialsDone(progress)}, std::int64_t{progress.trained_epochs()},
         std::int64_t{progress.planned_epochs()}, TimeText(search.create_time())});
  }
  return ListingAnswer("searches", std::move(listing));
}

Answer SearchAnswer(const v1::Search& search, std::span<const v1::Attempt> attempts) {
  Answer answer;
  answer.text = SearchText(search, attempts);
  answer.listing = RungListing(search.progress());
  answer.json = SearchJson(search, attempts);
  answer.lines = {answer.json};
  return answer;
}

}  // namespace rung
