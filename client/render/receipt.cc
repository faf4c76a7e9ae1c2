#include "client/render/receipt.h"

#include <fmt/format.h>

#include "client/render/text.h"
#include "client/render/times.h"

namespace rung {
namespace {

std::string FaultText(const v1::Progress& progress) {
  if (progress.determinism_faults() == 0) return "";
  return fmt::format("{}: two attempts on one task gave different results\n",
                     Counted(progress.determinism_faults(), "determinism fault"));
}

}  // namespace

std::string ReceiptText(const v1::Search& search) {
  const v1::Progress& progress = search.progress();
  const double seconds = SecondsBetween(search.start_time(), search.end_time());
  const std::string wall = search.has_end_time() ? " in " + Duration(seconds) : std::string();
  return fmt::format("trained {}{}, {} of training summed over workers\n",
                     Counted(progress.trained_epochs(), "epoch"), wall,
                     Duration(progress.training_seconds())) +
         fmt::format("without checkpoints: {}; every started trial at full length: {}\n",
                     Counted(progress.epochs_from_scratch(), "epoch"),
                     Counted(progress.epochs_at_full_length(), "epoch")) +
         fmt::format("lent at once: at most {}; lost attempts: {}\n", progress.most_running_tasks(),
                     progress.lost_attempts()) +
         FaultText(progress);
}

}  // namespace rung
