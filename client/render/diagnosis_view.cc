#include "client/render/diagnosis_view.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace rung {
namespace {

std::string Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "ok";
    case Verdict::kWarning:
      return "warning";
    case Verdict::kProblem:
      break;
  }
  return "problem";
}

}  // namespace

Answer DiagnosisAnswer(std::span<const Finding> findings) {
  using enum ListingStyle;
  Listing listing{{{"check", kText, true, ""},
                   {"result", kText, true, ""},
                   {"found", kText, true, ""},
                   {"advice", kText, true, ""}},
                  {}};
  std::string text;
  for (const auto& [check, verdict, found, advice] : findings) {
    listing.rows.push_back({check, Word(verdict), found, advice});
    text += fmt::format("{:<8} {:<9} {}\n", Word(verdict), check, found);
    if (!advice.empty()) text += fmt::format("{:<18} {}\n", "", advice);
  }
  Answer answer = ListingAnswer("checks", std::move(listing));
  answer.text = std::move(text);
  return answer;
}

}  // namespace rung
