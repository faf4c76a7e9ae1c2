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
  absl::StatusOr<std::string> text = ReadTrustedFile(path_);
  if (!text.ok()) {
    known_.clear();
    return text.status();
  }
  absl::StatusOr<std::vector<KnownToken>> tokens = ParseTokens(*text, path_);
  if (tokens.ok()) {
    known_ = *std::move(tokens);
  } else {
    const std::string lines = '\n' + *text + '\n';
    std::erase_if(known_, [&lines](const KnownToken& token) {
      return lines.find('\n' + TokenLine(token)) == std::string::npos;
    });
  }
  return tokens.status();
}

void KnownTokens::ReadOnceASecond(WallTime now) {
  if (now >= read_time_ && now < read_time_ + std::chrono::seconds(1)) return;
  read_time_ = now;
  std::string fault(Read().message());
  if (!fault.empty() && fault != fault_) {
    spdlog::error("{}; {}", fault,
                  known_.empty() ? "no token is believed"
                                 : "of the tokens that were known, those that it holds still are");
  }
  fault_ = std::move(fault);
}

}  // namespace rung
