#include "common/tls/identity_in_use.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stop_token>

#include "common/status_macros.h"
#include "common/tls/private_file.h"
#include "common/write_all.h"

namespace rung {
namespace {

constexpr std::chrono::seconds kInterval{1};

std::string_view KindOf(const Identity& identity) {
  return identity.token.empty() ? "a certificate" : "a token";
}

// A file without a name that holds `text`.
absl::StatusOr<Descriptor> FileInMemory(const std::string& text) {
  Descriptor file(memfd_create("identity", MFD_CLOEXEC));
  if (file.ok() && WriteAll(file.number(), text)) return file;
  return absl::ResourceExhaustedError(
      fmt::format("no memory for a copy of the identity: {}", std::strerror(errno)));
}

void EverySecond(const std::stop_token& stop, const std::function<void()>& act) {
  std::mutex mutex;
  std::condition_variable_any tick;
  std::unique_lock lock(mutex);
  while (!tick.wait_for(lock, stop, kInterval, [&stop] { return stop.stop_requested(); })) act();
}

}  // namespace

absl::StatusOr<std::unique_ptr<IdentityInUse>> IdentityInUse::Open(const std::string& path,
                                                                   Tell tell) {
  ASSIGN_OR_RETURN(std::string pem, ReadPrivateFile(path));
  ASSIGN_OR_RETURN(Identity identity, ParseIdentity(pem, path));
  std::unique_ptr<IdentityInUse> in_use(new IdentityInUse(path, std::move(tell)));
  {
    const MutexLock lock(in_use->mutex_);
    RETURN_IF_ERROR(in_use->Take(std::move(pem), std::move(identity)));
  }
  in_use->rereading_ = std::jthread([self = in_use.get()](const std::stop_token& stop) {
    EverySecond(stop, [self] { self->Reread(std::chrono::system_clock::now()); });
  });
  return in_use;
}

Identity IdentityInUse::identity() const {
  const MutexLock lock(mutex_);
  return identity_;
}

void IdentityInUse::Reread(WallTime now) {
  const MutexLock lock(mutex_);
  absl::StatusOr<std::string> news = Replace(now);
  std::string fault(news.status().message());
  if (!news.ok()) {
    news = fault == fault_
               ? ""
               : fmt::format("{}; the identity that was read before stays in use", fault);
  }
  fault_ = std::move(fault);
  if (tell_ && !news->empty()) tell_(*news, !fault_.empty());
}

absl::StatusOr<std::string> IdentityInUse::Replace(WallTime now) {
  ASSIGN_OR_RETURN(std::string pem, ReadPrivateFile(path_));
  if (pem == pem_) return "";
  ASSIGN_OR_RETURN(Identity identity, ParseIdentity(pem, path_));
  RETURN_IF_ERROR(CheckUse(identity, path_, identity_.peer.role, now));
  if (KindOf(identity) != KindOf(identity_)) {
    return absl::InvalidArgumentError(
        fmt::format("the identity file {} held {} and now holds {}; start the program anew", path_,
                    KindOf(identity_), KindOf(identity)));
  }
  const bool is_of_another_ca = identity.authority_fingerprint != identity_.authority_fingerprint;
  RETURN_IF_ERROR(Take(std::move(pem), std::move(identity)));
  return fmt::format("uses the identity of {} that {} holds now, valid until {}{}",
                     PeerText(identity_.peer), path_, TimeText(identity_.valid_until),
                     is_of_another_ca ? "; it is of another CA: who is of the old one is believed "
                                        "no longer"
                                      : "");
}

// Who opens the path meets the old file or the new one.
absl::Status IdentityInUse::Take(std::string pem, Identity identity) {
  ASSIGN_OR_RETURN(Descriptor file, FileInMemory(pem));
  if (!memory_.ok()) {
    memory_ = std::move(file);
    path_in_memory_ = fmt::format("/proc/self/fd/{}", memory_.number());
  } else if (dup3(file.number(), memory_.number(), O_CLOEXEC) < 0) {
    return absl::UnavailableError(
        fmt::format("cannot replace the copy of the identity: {}", std::strerror(errno)));
  }
  pem_ = std::move(pem);
  identity_ = std::move(identity);
  return absl::OkStatus();
}

}  // namespace rung
