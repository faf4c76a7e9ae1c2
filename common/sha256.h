#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct evp_md_ctx_st;

namespace rung {

// SHA-256 of bytes that arrive in pieces. Used by one thread at a time.
class Sha256 {
 public:
  Sha256();
  void Update(std::string_view bytes);
  // The digest of all that was passed in, 64 lower-case hexadecimal digits.
  // Called once, last.
  std::string Hex();

 private:
  struct ContextDeleter {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, ContextDeleter> context_;
};

// The digest of `bytes`.
std::string Sha256Hex(std::string_view bytes);

// The digest of a file's content, read in pieces. NOT_FOUND or UNAVAILABLE where
// it cannot be read.
absl::StatusOr<std::string> Sha256HexOfFile(const std::string& path);

// True for 64 lower-case hexadecimal digits.
bool IsSha256Hex(std::string_view text);

}  // namespace rung
