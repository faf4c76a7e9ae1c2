#include "common/secret.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>

namespace rung {

absl::StatusOr<std::string> MakeSecret() {
  std::array<unsigned char, 32> bits{};
  if (RAND_bytes(bits.data(), bits.size()) != 1) {
    return absl::InternalError("OpenSSL has no random bits");
  }
  std::string secret;
  for (const unsigned char byte : bits) secret += fmt::format("{:02x}", byte);
  return secret;
}

bool IsSameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace rung
