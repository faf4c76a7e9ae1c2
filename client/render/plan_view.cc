#include "client/render/plan_view.h"

#include <fmt/format.h>

#include "client/render/text.h"
#include "common/escape.h"

namespace rung {
namespace {

// Epochs of 0 mean that each configuration has its own.
ListingCell Epochs(int epochs) {
  if (epochs == 0) return "own";
  return std::int64_t{epochs};
}

Listing PlanListing(const Plan& plan) {
  using enum ListingStyle;
  Listing listing{{{"rung", kNumber, true, ""},
                   {"trials", kNumber, true, ""},
                   {"epochs", kNumber, true, ""},
                   {"keep", kNumber, true, ""}},
                  {}};
  std::int64_t number = 0;
  for (const RungPlan& rung : plan.rungs) {
    listing.rows.push_back(
        {number++, std::int64_t{rung.trials}, Epochs(rung.epochs), std::int64_t{rung.keep}});
  }
  return listing;
}

Json PlanJson(const Plan& plan) {
  Json rungs = Json::array();
  for (const RungPlan& rung : plan.rungs) {
    rungs.push_back(Json{{"trials", rung.trials}, {"epochs", rung.epochs}});
  }
  return Json{{"brackets", Json::array({Json{{"rungs", rungs}}})},
              {"epochs_with_resume", plan.epochs_with_resume},
              {"epochs_from_scratch", plan.epochs_from_scratch},
              {"may_stop_early", plan.may_stop_early}};
}

std::string CostText(const Plan& plan) {
  const std::string epochs = Counted(plan.epochs_with_resume, "epoch");
  if (plan.may_stop_early)
    return fmt::format("at most {} in all, as trials may stop early\n", epochs);
  return fmt::format("{} in all, going on from checkpoints; {} if every rung started anew\n",
                     epochs, GroupedNumber(plan.epochs_from_scratch));
}

}  // namespace

Answer PlanAnswer(const Plan& plan) {
  Answer answer;
  answer.listing = PlanListing(plan);
  answer.json = PlanJson(plan);
  answer.lines = {answer.json};
  answer.text = RenderTable(answer.listing) + CostText(plan);
  return answer;
}

std::string PriceText(const std::string& search, const Plan& plan) {
  const int trials = plan.rungs.empty() ? 0 : plan.rungs.front().trials;
  return fmt::format(
      "{}: {} in {}, {}{} to train\n", EscapeControls(search), Counted(trials, "trial"),
      Counted(static_cast<long long>(plan.rungs.size()), "rung"),
      plan.may_stop_early ? "at most " : "", Counted(plan.epochs_with_resume, "epoch"));
}

}  // namespace rung
