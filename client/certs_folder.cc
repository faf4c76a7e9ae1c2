#include "client/certs_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "client/output_file.h"
#include "common/resource_names.h"
#include "common/sha256.h"
#include "common/status_macros.h"
#include "common/tls/identity.h"
#include "common/tls/private_file.h"
#include "common/tls/token.h"

namespace rung {
namespace {

// The clocks of a lab's machines differ.
constexpr std::chrono::hours kBackdated{1};
// By which a coordinator is called on its own machine.
constexpr const char* kLocalHosts[] = {"localhost", "127.0.0.1", "::1"};

std::string PathIn(const CertsOptions& options, std::string_view file) {
  return (std::filesystem::path(options.folder) / file).string();
}

ValidTime ValidFor(int days) {
  const WallTime now = std::chrono::system_clock::now();
  return {.from = now - kBackdated, .until = now + std::chrono::hours(24) * days};
}

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("cannot make the folder {}: {}", path, std::strerror(errno)));
}

absl::StatusOr<std::string> ReadCertificate(const std::string& path) {
  std::ostringstream content;
  std::ifstream file(path, std::ios::binary);
  if (file && content << file.rdbuf()) return content.str();
  return absl::InvalidArgumentError(fmt::format("cannot read {}, the CA's certificate", path));
}

absl::StatusOr<CertificateAuthority> ReadAuthority(const CertsOptions& options) {
  if (!Exists(PathIn(options, "ca.key"))) {
    return absl::NotFoundError(fmt::format(
        "there is no CA in {0} (no ca.key); go to the machine that has it, name its folder by "
        "--dir, or make one with: rung certs init --dir {0} --host NAME",
        options.folder));
  }
  ASSIGN_OR_RETURN(const std::string key, ReadPrivateFile(PathIn(options, "ca.key")));
  ASSIGN_OR_RETURN(const std::string certificate, ReadCertificate(PathIn(options, "ca.pem")));
  return CertificateAuthority::Read(key, certificate);
}

// A name is that of a file, too.
absl::Status CheckName(const std::string& name) {
  if (IsWorkerId(name) && std::isalnum(static_cast<unsigned char>(name.front())) != 0 &&
      name != "ca") {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("the name '{}' is not 1 to 63 letters, digits, '.', '_' or '-', the first a "
                  "letter or a digit, "
                  "or it is ca, which is the CA's",
                  name));
}

// An identity is not replaced by one of another name or role.
absl::Status CheckReplaces(const std::string& path, const Peer& peer) {
  if (!Exists(path)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Identity old, ReadIdentity(path));
  if (old.peer == peer) return absl::OkStatus();
  return absl::AlreadyExistsError(fmt::format("{} is that of {}; choose another name than {}", path,
                                              PeerText(old.peer), peer.name));
}

// Those that a folder knows already.
absl::StatusOr<std::vector<KnownToken>> ReadTokens(const std::string& path) {
  if (!Exists(path)) return std::vector<KnownToken>();
  ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(path));
  return ParseTokens(text, path);
}

}  // namespace

absl::Status MakeCertsFolder(const CertsOptions& options) {
  const std::string key_path = PathIn(options, "ca.key");
  if (Exists(key_path) || Exists(PathIn(options, "ca.pem"))) {
    return absl::AlreadyExistsError(fmt::format(
        "there is a CA in {0} already, which stays as it is; make more with `rung certs worker "
        "NAME "
        "--dir {0}` or `rung certs client NAME --dir {0}`, renew the coordinator's with `rung "
        "certs "
        "coordinator --host NAME --force --dir {0}`, or begin anew in another folder by --dir",
        options.folder));
  }
  RETURN_IF_ERROR(MakeFolder(options.folder));
  ASSIGN_OR_RETURN(const CertificateAuthority authority,
                   CertificateAuthority::Make(ValidFor(options.authority_days)));
  ASSIGN_OR_RETURN(const std::string key, authority.KeyPem());
  ASSIGN_OR_RETURN(const std::string certificate, authority.CertificatePem());
  RETURN_IF_ERROR(WriteOutputFile(key_path, key, /*overwrites=*/false, FileReaders::kOwner));
  return WriteOutputFile(PathIn(options, "ca.pem"), certificate, /*overwrites=*/false);
}

absl::StatusOr<std::string> MakeIdentity(const CertsOptions& options, const Peer& peer,
                                         const std::vector<std::string>& hosts) {
  RETURN_IF_ERROR(CheckName(peer.name));
  std::vector<std::string> all_hosts = hosts;
  for (const std::string& host : hosts) RETURN_IF_ERROR(CheckHost(host));
  if (peer.role == Role::kCoordinator) {
    for (const char* host : kLocalHosts) {
      if (std::ranges::find(hosts, host) == hosts.end()) all_hosts.emplace_back(host);
    }
  }
  const std::string path = PathIn(options, peer.name + ".pem");
  RETURN_IF_ERROR(CheckOutputFile(path, options.overwrites));
  RETURN_IF_ERROR(CheckReplaces(path, peer));
  ASSIGN_OR_RETURN(const CertificateAuthority authority, ReadAuthority(options));
  ASSIGN_OR_RETURN(const std::string identity,
                   authority.IssueIdentity(peer, all_hosts, ValidFor(options.days)));
  RETURN_IF_ERROR(WriteOutputFile(path, identity, options.overwrites, FileReaders::kOwner));
  return path;
}

absl::StatusOr<std::string> MakeTokenIdentity(const CertsOptions& options, const Peer& peer) {
  RETURN_IF_ERROR(CheckName(peer.name));
  const std::string path = PathIn(options, "tokens");
  ASSIGN_OR_RETURN(const CertificateAuthority authority, ReadAuthority(options));
  ASSIGN_OR_RETURN(const std::string certificate, authority.CertificatePem());
  ASSIGN_OR_RETURN(std::vector<KnownToken> known, ReadTokens(path));
  const auto is_same = [&peer](const KnownToken& token) { return token.peer == peer; };
  if (std::erase_if(known, is_same) > 0 && !options.overwrites) {
    return absl::AlreadyExistsError(fmt::format(
        "{} has a token in {}; --force puts another in its place", PeerText(peer), path));
  }
  ASSIGN_OR_RETURN(const std::string token, MakeToken());
  const WallTime valid_until = ValidFor(options.days).until;
  known.push_back({Sha256Hex(token), peer, valid_until});
  std::string lines;
  for (const KnownToken& one : known) lines += TokenLine(one);
  RETURN_IF_ERROR(WriteOutputFile(path, lines, /*overwrites=*/true, FileReaders::kOwner));
  return TokenPem({token, peer, valid_until}) + certificate;
}

}  // namespace rung
