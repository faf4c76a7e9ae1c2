#pragma once

#include "client/render/answer.h"
#include "common/tls/certificate_authority.h"
#include "common/tls/identity.h"

namespace rung {

// Whose an identity is, where it may serve, who signed it, and until when it is valid.
Answer IdentityAnswer(const Identity& identity);

// The name of a CA, its fingerprint, and until when it is valid.
Answer AuthorityAnswer(const AuthorityFacts& authority);

}  // namespace rung
