#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "rung/v1/search_spec.pb.h"

namespace rung {

// Proposes the configurations of a search. Trial i is the first of the draws
// (seed, i, 0), (seed, i, 1), … that is within the caps and equals no lower trial,
// so it depends on the spec alone. Confined to one thread.
class Proposer {
 public:
  // The spec has passed CheckSpec.
  explicit Proposer(const v1::SearchSpec& spec);

  // The configuration of trial proposed(). RESOURCE_EXHAUSTED when 1,000,000 draws gave none.
  absl::StatusOr<v1::Configuration> Peek() const;

  // The same, and adopts it.
  absl::StatusOr<v1::Configuration> Next();

  // A recorded configuration counts as proposed. A trial below proposed() has
  // been adopted before, and nothing changes.
  void Adopt(std::int64_t trial, const v1::Configuration& configuration);

  // How many trials have a configuration.
  std::int64_t proposed() const { return proposed_; }
  // How many draws Next() took.
  std::int64_t draws() const { return draws_; }

 private:
  struct Proposal {
    v1::Configuration configuration;
    std::int64_t draws = 0;
  };
  absl::StatusOr<Proposal> Propose() const;

  v1::SearchSpec spec_;
  std::int64_t proposed_ = 0;
  std::int64_t draws_ = 0;
  absl::flat_hash_set<std::string> taken_;
};

}  // namespace rung
