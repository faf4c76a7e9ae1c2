#include "coordinator/decide/session_names.h"

#include <fmt/format.h>

#include <charconv>

#include "common/secret.h"
#include "common/sha256.h"

namespace rung {

std::string SessionNames::NameOf(SessionId session) const {
  constexpr std::size_t kProofDigits = 32;  // 128 bits
  const std::string number = fmt::format("{}", session);
  return number + '-' + HmacSha256Hex(key_, number).substr(0, kProofDigits);
}

std::optional<SessionId> SessionNames::NumberOf(std::string_view name) const {
  SessionId session = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), session);
  if (error != std::errc() || !IsSameSecret(NameOf(session), name)) return std::nullopt;
  return session;
}

}  // namespace rung
