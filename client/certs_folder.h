#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/tls/certificate_authority.h"
#include "common/tls/peer.h"

namespace rung {

// What is to be made, and for how long.
struct CertsOptions {
  std::string folder = "rung-certs";
  int days = 365;
  int authority_days = 3650;
  bool overwrites = false;
};

// Makes a lab's CA in a folder of its own: ca.pem, which anyone may have, the identities
// coordinator.pem and client.pem, and, last of all, ca.key, which signs and stays there: where
// that is, all is. What an interrupted call left is made anew. `hosts` are the coordinator's.
// ALREADY_EXISTS, with what there is and how to go on; nothing is changed then.
absl::Status MakeCertsFolder(const CertsOptions& options, const std::vector<std::string>& hosts);

// Makes an identity in that folder and answers the path of its file, FOLDER/NAME.pem, which only
// its owner may read from the beginning. An identity of the same name and role is replaced in one
// step where `overwrites`. Says on stderr where the CA's end cuts its life short. Errors: those of
// WriteOutputFile and CertificateAuthority; INVALID_ARGUMENT for a name or host that cannot be;
// NOT_FOUND without a CA.
absl::StatusOr<std::string> MakeIdentity(const CertsOptions& options, const Peer& peer,
                                         const std::vector<std::string>& hosts);

// Makes a token, hands the text of an identity with it to `keep`, and then notes its SHA-256 in the
// folder's file `tokens`, which a coordinator reads. Of one role and name there is one token:
// another takes its place where `overwrites`. Errors: as MakeIdentity, and those of `keep`, after
// which the tokens are as they were.
absl::Status MakeTokenIdentity(const CertsOptions& options, const Peer& peer,
                               const std::function<absl::Status(const std::string&)>& keep);

// What a file says that is a CA's certificate and nothing else, such as ca.pem; nullopt for others.
std::optional<AuthorityFacts> ReadAuthorityFacts(const std::string& path);

}  // namespace rung
