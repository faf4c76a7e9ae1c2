#pragma once

#include "client/render/answer.h"
#include "common/tls/identity.h"

namespace rung {

// Whose an identity is, where it may serve, who signed it, and until when it is valid.
Answer IdentityAnswer(const Identity& identity);

}  // namespace rung
