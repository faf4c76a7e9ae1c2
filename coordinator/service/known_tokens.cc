#include "coordinator/service/known_tokens.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "common/status_macros.h"
#include "common/tls/private_file.h"

namespace rung {

absl::StatusOr<std::unique_ptr<KnownTokens>> KnownTokens::Open(const std::string& path) {
  std::unique_ptr<KnownTokens> tokens(new KnownTokens(path));
  const MutexLock lock(tokens->mutex_);
  const absl::Status read = tokens->Read();
  if (!read.ok() && !std::filesystem::exists(path)) {
    return absl::NotFoundError(
        fmt::format("there is no file of tokens {}; `rung certs token` makes it", path));
  }
  RETURN_IF_ERROR(read);
  return tokens;
}

std::optional<Peer> KnownTokens::PeerOf(std::string_view token, WallTime now) {
  const MutexLock lock(mutex_);
  ReadOnceASecond(now);
  return PeerOfToken(known_, token, now);
}

absl::Status KnownTokens::Read() {
  ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(path_));
  ASSIGN_OR_RETURN(known_, ParseTokens(text, path_));
  return absl::OkStatus();
}

void KnownTokens::ReadOnceASecond(WallTime now) {
  if (now >= read_time_ && now < read_time_ + std::chrono::seconds(1)) return;
  read_time_ = now;
  std::string fault(Read().message());
  const bool is_gone = !fault.empty() && !std::filesystem::exists(path_);
  if (is_gone) known_.clear();
  if (!fault.empty() && fault != fault_) {
    spdlog::error("{}; {}", fault,
                  is_gone ? "no token is believed" : "the tokens that were known stay so");
  }
  fault_ = std::move(fault);
}

}  // namespace rung
