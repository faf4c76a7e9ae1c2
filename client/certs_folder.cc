#include "client/certs_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "client/output_file.h"
#include "client/terminal.h"
#include "common/descriptor.h"
#include "common/escape.h"
#include "common/resource_names.h"
#include "common/secret.h"
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
// ca.key until all that init makes is there.
constexpr char kUnfinishedKey[] = "ca.key.unfinished";

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

// Another init waits until this is closed, where the file system knows locks.
Descriptor LockFolder(const std::string& path) {
  Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.ok()) flock(folder.number(), LOCK_EX);
  return folder;
}

absl::Status AlreadyThere(const CertsOptions& options) {
  return absl::AlreadyExistsError(fmt::format(
      "there is a CA in {0} already, which stays as it is; make more with `rung certs worker "
      "NAME "
      "--dir {0}` or `rung certs client NAME --dir {0}`, renew the coordinator's with `rung "
      "certs "
      "coordinator --host NAME --force --dir {0}`, or begin anew in another folder by --dir",
      options.folder));
}

absl::Status LacksCertificate(const CertsOptions& options) {
  return absl::AlreadyExistsError(
      fmt::format("there is a CA's key in {0}, ca.key, without its certificate, ca.pem; put that "
                  "back from the end of any identity that the CA signed, or, if it signed none, "
                  "remove ca.key and say this again",
                  options.folder));
}

// Whether init may write into the folder. Without a key, what is there may be of a CA whose key is
// kept elsewhere.
absl::Status CheckTakesAuthority(const CertsOptions& options) {
  if (Exists(PathIn(options, "ca.key"))) {
    return Exists(PathIn(options, "ca.pem")) ? AlreadyThere(options) : LacksCertificate(options);
  }
  if (Exists(PathIn(options, kUnfinishedKey))) return absl::OkStatus();  // init was interrupted
  for (const char* file : {"ca.pem", "coordinator.pem", "client.pem"}) {
    if (!Exists(PathIn(options, file))) continue;
    return absl::AlreadyExistsError(
        fmt::format("{} is there without its CA's key, ca.key, which may be kept elsewhere; name "
                    "another folder by --dir, or remove that file if nothing needs it",
                    PathIn(options, file)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadCertificate(const std::string& path) {
  std::ostringstream content;
  std::ifstream file(path, std::ios::binary);
  if (file && content << file.rdbuf()) return content.str();
  return absl::InvalidArgumentError(
      fmt::format("cannot read {}, the CA's certificate; it is also the last one in each identity "
                  "that the CA signed, such as coordinator.pem: put it back from there",
                  path));
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
  ASSIGN_OR_RETURN(CertificateAuthority authority, CertificateAuthority::Read(key, certificate));
  if (std::chrono::system_clock::now() < authority.valid_until()) return authority;
  return absl::InvalidArgumentError(
      fmt::format("the CA in {} has expired on {}; make a new one, in another folder, with `rung "
                  "certs init`, and all identities anew",
                  options.folder, TimeText(authority.valid_until())));
}

// For how long that CA makes something valid. Says so where that is days less than was asked for.
ValidTime ValidUnder(const CertificateAuthority& authority, const CertsOptions& options) {
  ValidTime valid = ValidFor(options.days);
  const WallTime wanted = valid.until;
  valid.until = std::min(wanted, authority.valid_until());
  if (wanted - valid.until < std::chrono::hours(24)) return valid;
  PrintNote(fmt::format(
      "valid until {}, not for {} days, as the CA in {} expires then; only a new CA, by `rung "
      "certs init` with --ca-days and another --dir, lasts longer\n",
      TimeText(valid.until), options.days, EscapeControls(options.folder)));
  return valid;
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
  ASSIGN_OR_RETURN(const std::string text, ReadTrustedFile(path));
  return ParseTokens(text, path);
}

absl::Status CheckHosts(const std::vector<std::string>& hosts) {
  for (const std::string& host : hosts) RETURN_IF_ERROR(CheckHost(host));
  return absl::OkStatus();
}

// The text of an identity; a coordinator's serves on its own machine, too.
absl::StatusOr<std::string> Issue(const CertificateAuthority& authority, const Peer& peer,
                                  std::vector<std::string> hosts, ValidTime valid) {
  if (peer.role == Role::kCoordinator) {
    for (const char* host : kLocalHosts) {
      if (std::ranges::find(hosts, host) == hosts.end()) hosts.emplace_back(host);
    }
  }
  return authority.IssueIdentity(peer, hosts, valid);
}

// Those that init makes.
absl::Status WriteFirstIdentities(const CertsOptions& options,
                                  const CertificateAuthority& authority,
                                  const std::vector<std::string>& hosts) {
  const ValidTime valid = ValidUnder(authority, options);
  for (const Role role : {Role::kCoordinator, Role::kClient}) {
    const bool is_coordinator = role == Role::kCoordinator;
    const Peer peer = {role, std::string(RoleName(role))};
    ASSIGN_OR_RETURN(
        const std::string identity,
        Issue(authority, peer, is_coordinator ? hosts : std::vector<std::string>(), valid));
    RETURN_IF_ERROR(WriteOutputFile(PathIn(options, peer.name + ".pem"), identity,
                                    /*overwrites=*/true, FileReaders::kOwner));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MakeCertsFolder(const CertsOptions& options, const std::vector<std::string>& hosts) {
  RETURN_IF_ERROR(CheckHosts(hosts));
  RETURN_IF_ERROR(MakeFolder(options.folder));
  const Descriptor lock = LockFolder(options.folder);
  RETURN_IF_ERROR(CheckTakesAuthority(options));
  ASSIGN_OR_RETURN(const CertificateAuthority authority,
                   CertificateAuthority::Make(ValidFor(options.authority_days)));
  ASSIGN_OR_RETURN(const std::string key, authority.KeyPem());
  ASSIGN_OR_RETURN(const std::string certificate, authority.CertificatePem());
  const std::string unfinished = PathIn(options, kUnfinishedKey);
  RETURN_IF_ERROR(WriteOutputFile(unfinished, key, /*overwrites=*/true, FileReaders::kOwner));
  RETURN_IF_ERROR(WriteOutputFile(PathIn(options, "ca.pem"), certificate, /*overwrites=*/true));
  RETURN_IF_ERROR(WriteFirstIdentities(options, authority, hosts));
  const std::string path = PathIn(options, "ca.key");
  if (std::rename(unfinished.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

absl::StatusOr<std::string> MakeIdentity(const CertsOptions& options, const Peer& peer,
                                         const std::vector<std::string>& hosts) {
  RETURN_IF_ERROR(CheckName(peer.name));
  RETURN_IF_ERROR(CheckHosts(hosts));
  const std::string path = PathIn(options, peer.name + ".pem");
  RETURN_IF_ERROR(CheckOutputFile(path, options.overwrites));
  RETURN_IF_ERROR(CheckReplaces(path, peer));
  ASSIGN_OR_RETURN(const CertificateAuthority authority, ReadAuthority(options));
  ASSIGN_OR_RETURN(const std::string identity,
                   Issue(authority, peer, hosts, ValidUnder(authority, options)));
  RETURN_IF_ERROR(WriteOutputFile(path, identity, options.overwrites, FileReaders::kOwner));
  return path;
}

absl::Status MakeTokenIdentity(const CertsOptions& options, const Peer& peer,
                               const std::function<absl::Status(const std::string&)>& keep) {
  RETURN_IF_ERROR(CheckName(peer.name));
  const std::string path = PathIn(options, "tokens");
  const Descriptor lock = LockFolder(options.folder);
  ASSIGN_OR_RETURN(const CertificateAuthority authority, ReadAuthority(options));
  ASSIGN_OR_RETURN(const std::string certificate, authority.CertificatePem());
  ASSIGN_OR_RETURN(std::vector<KnownToken> known, ReadTokens(path));
  const auto is_same = [&peer](const KnownToken& token) { return token.peer == peer; };
  if (std::erase_if(known, is_same) > 0 && !options.overwrites) {
    return absl::AlreadyExistsError(fmt::format(
        "{} has a token in {}; --force puts another in its place", PeerText(peer), path));
  }
  ASSIGN_OR_RETURN(const std::string token, MakeSecret());
  const WallTime valid_until = ValidUnder(authority, options).until;
  known.push_back({Sha256Hex(token), peer, valid_until});
  std::string lines;
  for (const KnownToken& one : known) lines += TokenLine(one);
  RETURN_IF_ERROR(keep(TokenPem({token, peer, valid_until}) + certificate));
  return WriteOutputFile(path, lines, /*overwrites=*/true, FileReaders::kOwner);
}

std::optional<AuthorityFacts> ReadAuthorityFacts(const std::string& path) {
  constexpr std::uintmax_t kMostBytes = 1 << 20;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) ||
      std::filesystem::file_size(path, error) > kMostBytes) {
    return std::nullopt;
  }
  const absl::StatusOr<std::string> text = ReadCertificate(path);
  return text.ok() ? ParseAuthority(*text) : std::nullopt;
}

}  // namespace rung
