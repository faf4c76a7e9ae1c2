#include "client/search_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/escape.h"
#include "common/search_end.h"

namespace rung {
namespace {

constexpr std::size_t kMostListed = 10;

std::string Listed(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names.first(std::min(names.size(), kMostListed))) {
    text += (text.empty() ? "" : ", ") + EscapeControls(name);
  }
  const std::size_t rest = names.size() - std::min(names.size(), kMostListed);
  return rest == 0 ? text : fmt::format("{} and {} more", text, rest);
}

absl::StatusOr<std::string> ChooseRunning(std::span<const SearchChoice> searches) {
  std::vector<std::string> running;
  for (const SearchChoice& search : searches) {
    if (!HasEnded(search.state)) running.push_back(search.name);
  }
  if (running.size() == 1) return running.front();
  if (searches.size() == 1) return searches.front().name;
  if (running.empty()) {
    return absl::NotFoundError("no search is running; name one (`rung ls` lists them)");
  }
  return absl::InvalidArgumentError(
      fmt::format("{} searches are running; name one of {}", running.size(), Listed(running)));
}

}  // namespace

absl::StatusOr<std::string> ChooseByPrefix(std::string_view noun, std::string_view wanted,
                                           std::span<const std::string> names) {
  std::vector<std::string> matches;
  for (const std::string& name : names) {
    if (name == wanted) return name;
    if (name.starts_with(wanted)) matches.push_back(name);
  }
  if (matches.size() == 1) return matches.front();
  const std::string shown = EscapeControls(wanted);
  if (!matches.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("more than one {} begins with '{}': {}; write more of the name", noun, shown,
                    Listed(matches)));
  }
  if (names.empty()) {
    return absl::NotFoundError(
        fmt::format("there is no {0} '{1}', nor any other {0}", noun, shown));
  }
  return absl::NotFoundError(
      fmt::format("there is no {0} '{1}'; there are: {2}", noun, shown, Listed(names)));
}

absl::StatusOr<std::string> ChooseSearch(std::string_view wanted,
                                         std::span<const SearchChoice> searches) {
  if (wanted.empty()) return ChooseRunning(searches);
  std::vector<std::string> names;
  for (const SearchChoice& search : searches) names.push_back(search.name);
  return ChooseByPrefix("search", wanted, names);
}

}  // namespace rung
