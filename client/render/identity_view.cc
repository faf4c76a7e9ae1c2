#include "client/render/identity_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "common/escape.h"

namespace rung {

Answer IdentityAnswer(const Identity& identity) {
  const std::string role(RoleName(identity.peer.role));
  const std::string hosts = fmt::format("{}", fmt::join(identity.hosts, ","));
  const std::string from = TimeText(identity.valid_from);
  const std::string until = TimeText(identity.valid_until);
  using enum ListingStyle;
  Answer answer;
  answer.text = fmt::format(
      "{} '{}'\nhosts        {}\nserial       {}\nCA's SHA-256 {}\nvalid        {} to {}\n", role,
      identity.peer.name, hosts.empty() ? "-" : EscapeControls(hosts),
      identity.token.empty() ? identity.serial : "none; it is a token",
      identity.authority_fingerprint, from, until);
  answer.listing = {{{"role", kText, true, ""},
                     {"name", kText, true, ""},
                     {"hosts", kText, true, ""},
                     {"serial", kText, true, ""},
                     {"authority_sha256", kText, true, ""},
                     {"valid_from", kText, true, ""},
                     {"valid_until", kText, true, ""}},
                    {{role, identity.peer.name, hosts, identity.serial,
                      identity.authority_fingerprint, from, until}}};
  answer.json = {{"role", role},
                 {"name", identity.peer.name},
                 {"hosts", identity.hosts},
                 {"serial", identity.serial},
                 {"authority_sha256", identity.authority_fingerprint},
                 {"valid_from", from},
                 {"valid_until", until}};
  answer.lines = {answer.json};
  return answer;
}

Answer AuthorityAnswer(const AuthorityFacts& authority) {
  const std::string from = TimeText(authority.valid_from);
  const std::string until = TimeText(authority.valid_until);
  using enum ListingStyle;
  Answer answer;
  answer.text = fmt::format("CA '{}'\nSHA-256      {}\nvalid        {} to {}\n",
                            EscapeControls(authority.name), authority.fingerprint, from, until);
  answer.listing = {{{"role", kText, true, ""},
                     {"name", kText, true, ""},
                     {"authority_sha256", kText, true, ""},
                     {"valid_from", kText, true, ""},
                     {"valid_until", kText, true, ""}},
                    {{"authority", authority.name, authority.fingerprint, from, until}}};
  answer.lines = RowObjects(answer.listing);
  answer.json = answer.lines.front();
  return answer;
}

}  // namespace rung
