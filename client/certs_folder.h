#pragma once

#include <string>
#include <string_view>
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

// Makes a lab's CA in a folder of its own: ca.pem, which anyone may have, and ca.key, which signs
// and stays there. ALREADY_EXISTS, with what there is and how to go on; nothing is changed then.
absl::Status MakeCertsFolder(const CertsOptions& options);

// Makes an identity in that folder and answers the path of its file, FOLDER/NAME.pem, which only
// its owner may read from the beginning. An identity of the same name and role is replaced in one
// step where `overwrites`. Errors: those of WriteOutputFile and CertificateAuthority;
// INVALID_ARGUMENT for a name or host that cannot be; NOT_FOUND without a CA.
absl::StatusOr<std::string> MakeIdentity(const CertsOptions& options, const Peer& peer,
                                         const std::vector<std::string>& hosts);

// Makes a token, notes its SHA-256 in the folder's file `tokens`, which a coordinator reads, and
// answers the text of an identity with it. Of one role and name there is one token: another takes
// its place where `overwrites`. Errors: as MakeIdentity.
absl::StatusOr<std::string> MakeTokenIdentity(const CertsOptions& options, const Peer& peer);

}  // namespace rung
