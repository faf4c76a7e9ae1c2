#include "coordinator/decide/session_names.h"

#include <fmt/format.h>

#include <charconv>

#include "common/secret.h"
#include "common/sha256.h"

namespace rung {

std::string SessionNames::NameOf(SessionId session) const {
  // Half of the digest: from all of it, that of a longer text with the same key could be made.
  constexpr std::size_t kProofDigits = 32;
  return fmt::format("{}-{}", session,
                     Sha256Hex(fmt::format("{} {}", key_, session)).substr(0, kProofDigits));
}

std::optional<SessionId> SessionNames::NumberOf(std::string_view name) const {
  SessionId session = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), session);
  if (error != std::errc() || !IsSameSecret(NameOf(session), name)) return std::nullopt;
  return session;
}

}  // namespace rung
