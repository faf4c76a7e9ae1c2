#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "client/certs_folder.h"
#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/output_file.h"
#include "client/render/identity_view.h"
#include "client/result.h"
#include "client/terminal.h"
#include "common/escape.h"
#include "common/status_macros.h"
#include "common/tls/identity.h"

namespace rung {
namespace {

constexpr int kMostDays = 36'500;

struct Options {
  CertsOptions certs;
  std::vector<std::string> hosts;  // each perhaps several, with commas between
  std::string role;                // of a token
  std::string name;
  std::string file;
};
using SharedOptions = std::shared_ptr<Options>;

absl::StatusOr<std::vector<std::string>> HostsOf(const Options& options) {
  std::vector<std::string> hosts;
  for (const std::string& list : options.hosts) {
    std::istringstream parts(list);
    for (std::string host; std::getline(parts, host, ',');) {
      RETURN_IF_ERROR(CheckHost(host));
      hosts.push_back(host);
    }
  }
  if (!hosts.empty()) return hosts;
  return absl::InvalidArgumentError(
      "say by --host under which name or address other machines call the coordinator's, for "
      "example --host lab-1,10.0.0.5");
}

void SayMade(const std::string& path, std::string_view for_what) {
  PrintNote(fmt::format("{}: {}\n", EscapeControls(path), for_what));
}

void SayMadeIdentity(const std::string& path, const Peer& peer) {
  SayMade(path,
          fmt::format(
              "the identity of {}, for `{} --identity`", PeerText(peer),
              peer.role == Role::kClient ? "rung" : fmt::format("rung-{}", RoleName(peer.role))));
}

absl::StatusOr<int> Make(const Options& options, const Peer& peer,
                         const std::vector<std::string>& hosts) {
  ASSIGN_OR_RETURN(const std::string path, MakeIdentity(options.certs, peer, hosts));
  SayMadeIdentity(path, peer);
  return kExitSuccess;
}

absl::StatusOr<int> MakeCoordinator(const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> hosts, HostsOf(options));
  return Make(options, {Role::kCoordinator, "coordinator"}, hosts);
}

absl::StatusOr<int> Init(const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<std::string> hosts, HostsOf(options));
  RETURN_IF_ERROR(MakeCertsFolder(options.certs, hosts));
  SayMade(options.certs.folder, "a new CA; keep its ca.key on this machine");
  const std::filesystem::path folder = options.certs.folder;
  SayMadeIdentity(folder / "coordinator.pem", {Role::kCoordinator, "coordinator"});
  SayMadeIdentity(folder / "client.pem", {Role::kClient, "client"});
  return kExitSuccess;
}

absl::StatusOr<Role> RoleOfToken(const std::string& text) {
  for (const Role role : {Role::kWorker, Role::kClient}) {
    if (text == RoleName(role)) return role;
  }
  return absl::InvalidArgumentError(
      fmt::format("a token is a worker's or a client's, not a '{}'s", EscapeControls(text)));
}

// A shell's `>` does not keep others from reading what it makes.
bool OthersMayReadStdout() {
  struct stat status{};
  return fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode) &&
         (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

absl::Status KeepIdentity(const Options& options, const std::string& identity) {
  if (!options.file.empty() && options.file != "-") {
    return WriteOutputFile(options.file, identity, options.certs.overwrites, FileReaders::kOwner);
  }
  if (!PrintResult(identity)) return absl::InternalError("stdout takes no more");
  if (OthersMayReadStdout()) {
    PrintNote(
        "others may read the file that it was written to: say chmod 600, or -f instead of >\n");
  }
  return absl::OkStatus();
}

absl::StatusOr<int> MakeToken(const Options& options) {
  ASSIGN_OR_RETURN(const Role role, RoleOfToken(options.role));
  const auto keep = [&options](const std::string& text) { return KeepIdentity(options, text); };
  RETURN_IF_ERROR(MakeTokenIdentity(options.certs, {role, options.name}, keep));
  PrintNote("it is not kept here; a coordinator with --tokens knows it within a second\n");
  return kExitSuccess;
}

absl::StatusOr<int> Show(const std::string& path, Format format) {
  if (const std::optional<AuthorityFacts> authority = ReadAuthorityFacts(path)) {
    return ShowAnswer(AuthorityAnswer(*authority), format);
  }
  ASSIGN_OR_RETURN(const Identity identity, ReadIdentity(path));
  return ShowAnswer(IdentityAnswer(identity), format);
}

SharedOptions AddMaking(Verb& verb) {
  auto options = std::make_shared<Options>();
  verb.AddOption("--dir", options->certs.folder, "The folder of the CA; default: rung-certs",
                 "DIR");
  verb.AddOption("--days", options->certs.days, 1, kMostDays, "Days until the certificate expires");
  return options;
}

void AddHosts(Verb& verb, Options& options) {
  verb.AddOption("--host", options.hosts,
                 "A name or address by which other machines call the coordinator's; several with "
                 "commas between, or by several --host",
                 "HOST");
}

void AddInit(Verb& certs) {
  Verb verb = certs.AddVerb("init", "Make a CA, and identities for the coordinator and a client",
                            "rung certs init --host lab-1,10.0.0.5");
  const SharedOptions options = AddMaking(verb);
  AddHosts(verb, *options);
  verb.AddOption("--ca-days", options->certs.authority_days, 1, kMostDays,
                 "Days until the CA expires");
  verb.SetAction([options] { return Init(*options); });
}

void AddCoordinator(Verb& certs) {
  Verb verb = certs.AddVerb("coordinator", "Make the coordinator's identity, or renew it",
                            "rung certs coordinator --host lab-1,10.0.0.5 --force");
  const SharedOptions options = AddMaking(verb);
  AddHosts(verb, *options);
  verb.AddFlag("--force", options->certs.overwrites, "Replace the file, in one step");
  verb.SetAction([options] { return MakeCoordinator(*options); });
}

void AddNamed(Verb& certs, Role role, const std::string& example) {
  const std::string name(RoleName(role));
  Verb verb = certs.AddVerb(name, fmt::format("Make a {}'s identity, or renew it", name), example);
  const SharedOptions options = AddMaking(verb);
  verb.AddRequired("NAME", options->name, "Whose it is; the file is NAME.pem");
  verb.AddFlag("--force", options->certs.overwrites, "Replace the file, in one step");
  verb.SetAction([options, role] { return Make(*options, {role, options->name}, {}); });
}

void AddToken(Verb& certs) {
  Verb verb = certs.AddVerb("token", "Make an identity with a token in place of a certificate",
                            "rung certs token worker lab-3 -f lab-3.pem");
  const SharedOptions options = AddMaking(verb);
  verb.AddRequired("ROLE", options->role, "worker or client");
  verb.AddRequired("NAME", options->name, "Whose it is");
  verb.AddOption("-f,--file", options->file, "Where to write the identity; default: stdout",
                 "FILE");
  verb.AddFlag("--force", options->certs.overwrites, "Replace file and token");
  verb.SetAction([options] { return MakeToken(*options); });
}

void AddShow(Program& program, Verb& certs) {
  Verb verb = certs.AddVerb("show", "Say whose an identity is, and until when",
                            "rung certs show rung-certs/client.pem");
  auto file = std::make_shared<std::string>();
  verb.AddRequired("FILE", *file, "An identity file, or the CA's ca.pem");
  program.AddOutputOption(verb);
  verb.SetAction([&program, file] { return Show(*file, program.settings().format); });
}

}  // namespace

void AddCerts(Program& program) {
  Verb verb = program.AddVerb("certs", "Make and show the identities with which programs speak TLS",
                              "rung certs init --host lab-1");
  AddInit(verb);
  AddCoordinator(verb);
  AddNamed(verb, Role::kWorker, "rung certs worker lab-2");
  AddNamed(verb, Role::kClient, "rung certs client ada");
  AddToken(verb);
  AddShow(program, verb);
  verb.SetAction([]() -> absl::StatusOr<int> {
    return absl::InvalidArgumentError(
        "say what to make, as in `rung certs init --host lab-1` or `rung certs worker lab-2`");
  });
}

}  // namespace rung
