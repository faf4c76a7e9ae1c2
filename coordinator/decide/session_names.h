#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "coordinator/facts/facts.h"

namespace rung {

// What workers call their sessions: a number, and a proof that only who knows the key can make.
// So none can be guessed, and a session of another database, or of this one before it was
// restored from a backup, is not taken for one that has the same number here. Immutable.
class SessionNames {
 public:
  explicit SessionNames(std::string key) : key_(std::move(key)) {}

  std::string NameOf(SessionId session) const;
  // nullopt for what NameOf never answers.
  std::optional<SessionId> NumberOf(std::string_view name) const;

 private:
  std::string key_;
};

}  // namespace rung
