#include "coordinator/space/proposer.h"

#include <fmt/format.h>

#include <utility>

#include "common/spec/space_size.h"
#include "common/spec/spec_defaults.h"
#include "common/status_macros.h"
#include "coordinator/space/sampling.h"

namespace rung {
namespace {

constexpr std::uint32_t kMostDraws = 1'000'000;

// Equal for equal configurations, which have no map and no unknown field.
std::string KeyOf(const v1::Configuration& configuration) {
  return configuration.SerializeAsString();
}

}  // namespace

Proposer::Proposer(const v1::SearchSpec& spec) : spec_(WithDefaults(spec)) {}

absl::StatusOr<Proposer::Proposal> Proposer::Propose() const {
  for (std::uint32_t draw = 0; draw < kMostDraws; ++draw) {
    v1::Configuration configuration = DrawConfiguration(spec_, proposed_, draw);
    if (HiddenWeights(configuration) <= kMaxHiddenWeights &&
        !taken_.contains(KeyOf(configuration))) {
      return Proposal{std::move(configuration), std::int64_t{draw} + 1};
    }
  }
  return absl::ResourceExhaustedError(
      fmt::format("trial {} has no configuration: {} draws were all proposed before or had more "
                  "than {} weights between hidden layers; widen the space or lower trials",
                  proposed_, kMostDraws, kMaxHiddenWeights));
}

absl::StatusOr<v1::Configuration> Proposer::Peek() const {
  ASSIGN_OR_RETURN(Proposal proposal, Propose());
  return std::move(proposal.configuration);
}

absl::StatusOr<v1::Configuration> Proposer::Next() {
  ASSIGN_OR_RETURN(Proposal proposal, Propose());
  draws_ += proposal.draws;
  Adopt(proposed_, proposal.configuration);
  return std::move(proposal.configuration);
}

void Proposer::Adopt(std::int64_t trial, const v1::Configuration& configuration) {
  if (trial < proposed_) return;
  taken_.insert(KeyOf(configuration));
  proposed_ = trial + 1;
}

}  // namespace rung
