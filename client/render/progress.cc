#include "client/render/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "client/render/names.h"
#include "client/render/text.h"
#include "common/escape.h"
#include "common/spec/enum_names.h"

namespace rung {
namespace {

constexpr double kRateSeconds = 60;
constexpr double kLeastRateSeconds = 0.5;

// Done parts are `#`, running ones `+`, all others `.`.
std::string Bar(std::int64_t done, std::int64_t running, std::int64_t size, int width) {
  const auto places = [&](std::int64_t count) {
    const double share =
        static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(size, 1));
    return static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
  };
  const int filled = places(done);
  const int started = std::max(places(done + running), filled);
  return fmt::format("[{:#>{}}{:+>{}}{:.>{}}]", "", filled, "", started - filled, "",
                     width - started);
}

std::string EpochsText(int epochs) { return epochs == 0 ? "own epochs" : Counted(epochs, "epoch"); }

int BarWidth(int width) { return std::clamp(width - 60, 6, 40); }

std::string RungLine(const v1::RungProgress& rung, int width) {
  const std::string bad =
      rung.diverged() + rung.failed() == 0
          ? ""
          : fmt::format("  {} diverged or failed", GroupedNumber(rung.diverged() + rung.failed()));
  return fmt::format("rung {:<2} {:>12}  {}  {}/{}{}", rung.rung(), EpochsText(rung.epochs()),
                     Bar(rung.done(), rung.running(), rung.size(), BarWidth(width)),
                     GroupedNumber(rung.done()), GroupedNumber(rung.size()), bad);
}

std::string HeadLine(const v1::Search& search) {
  const std::string reason =
      search.state_reason().empty() ? "" : ", " + EscapeControls(search.state_reason());
  return fmt::format("{}  {}{}; training now: {}", EscapeControls(ShortName(search.name())),
                     EnumName(search.state()), reason, search.progress().running_tasks());
}

// `best 0.9712`, `310 epochs/s`, `12 s left`, as far as they are known. A search that is
// stopped ends before its plan does.
std::string FactsText(const v1::Search& search, const LiveFacts& facts, std::string_view between) {
  std::string text;
  const auto append = [&](const std::string& part) {
    text += text.empty() ? part : std::string(between) + part;
  };
  if (facts.best_score) {
    append(
        fmt::format("best {} {}", EnumName(search.spec().score()), ShortNumber(*facts.best_score)));
  }
  if (facts.epochs_per_second > 0) {
    const auto left = static_cast<double>(std::max<std::int64_t>(
        search.progress().planned_epochs() - search.progress().trained_epochs(), 0));
    append(fmt::format("{} epochs/s", ShortNumber(facts.epochs_per_second)));
    if (search.state() == v1::Search::RUNNING) {
      append(fmt::format("{} left", Duration(left / facts.epochs_per_second)));
    }
  }
  return text;
}

}  // namespace

void RateMeter::Add(double seconds, std::int64_t trained_epochs) {
  samples_.push_back({seconds, trained_epochs});
  while (samples_.size() > 2 && seconds - samples_[1].seconds > kRateSeconds) samples_.pop_front();
}

double RateMeter::EpochsPerSecond() const {
  if (samples_.empty()) return 0;
  const double seconds = samples_.back().seconds - samples_.front().seconds;
  if (seconds < kLeastRateSeconds) return 0;
  return static_cast<double>(samples_.back().epochs - samples_.front().epochs) / seconds;
}

std::vector<std::string> ProgressLines(const v1::Search& search, const LiveFacts& facts,
                                       int width) {
  std::vector<std::string> lines = {HeadLine(search)};
  for (const v1::RungProgress& rung : search.progress().rungs()) {
    lines.push_back(RungLine(rung, width));
  }
  lines.push_back(FactsText(search, facts, "   "));
  for (std::string& line : lines) line = FirstPlaces(line, width);
  return lines;
}

std::string ProgressSentence(const v1::Search& search, const LiveFacts& facts) {
  std::string text =
      fmt::format("{}: {}", EscapeControls(ShortName(search.name())), EnumName(search.state()));
  if (const int current = CurrentRung(search); current >= 0) {
    const v1::RungProgress& rung = search.progress().rungs(current);
    text += fmt::format(", rung {} ({}) {}/{} done", rung.rung(), EpochsText(rung.epochs()),
                        GroupedNumber(rung.done()), GroupedNumber(rung.size()));
  }
  const std::string known = FactsText(search, facts, ", ");
  return known.empty() ? text : text + ", " + known;
}

int CurrentRung(const v1::Search& search) {
  const auto& rungs = search.progress().rungs();
  for (int i = 0; i < rungs.size(); ++i) {
    if (rungs[i].done() < rungs[i].size()) return i;
  }
  return rungs.size() - 1;
}

std::string TransferLine(const std::string& what, std::int64_t done, std::int64_t size, int width) {
  return std::string(
      FirstPlaces(fmt::format("sending {}  {}  {} of {}", EscapeControls(what),
                              Bar(done, 0, size, BarWidth(width)), Bytes(done), Bytes(size)),
                  width));
}

std::string Redraw(int drawn, std::span<const std::string> lines) {
  std::string text = drawn > 0 ? fmt::format("\x1b[{}A", drawn) : "";
  for (const std::string& line : lines) text += "\r" + line + "\x1b[K\n";
  return text;
}

}  // namespace rung
