#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "client/commands/commands.h"
#include "client/find_program.h"
#include "client/reach.h"
#include "client/render/diagnosis.h"
#include "client/render/diagnosis_view.h"
#include "client/result.h"
#include "client/session.h"
#include "common/escape.h"
#include "common/rpc/address.h"
#include "common/rpc/tls_diagnosis.h"
#include "common/status_macros.h"
#include "common/tls/identity.h"
#include "common/version.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
using Findings = std::vector<Finding>;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Finding Problem(const std::string& check, const absl::Status& status, const std::string& advice) {
  return {check, Verdict::kProblem, EscapeControls(std::string(status.message())), advice};
}

// Each step adds what it found; false where the steps after it can find nothing.
bool CheckThatItResolves(const std::string& address, Findings& findings) {
  const absl::Status status = CheckAddress(address);
  absl::StatusOr<std::string> numbers = status.ok() ? Resolve(address) : status;
  if (!numbers.ok()) {
    findings.push_back(Problem("address", numbers.status(),
                               "give the coordinator's address by --coordinator or "
                               "RUNG_COORDINATOR"));
    return false;
  }
  findings.push_back({"address", Verdict::kOk, EscapeControls(address + " is " + *numbers), ""});
  return true;
}

bool CheckThatItConnects(const std::string& address, Findings& findings) {
  const absl::Status connected = TryToConnect(address);
  if (!connected.ok()) {
    findings.push_back(Problem("connect", connected,
                               "start rung-coordinator there, listening on this address, and let "
                               "firewalls pass the port; or give another by --coordinator or "
                               "RUNG_COORDINATOR"));
    return false;
  }
  findings.push_back({"connect", Verdict::kOk, "the port takes connections", ""});
  return true;
}

bool CheckThatItServes(Session& session, Findings& findings) {
  const absl::StatusOr<bool> is_serving = session.IsServing();
  if (!is_serving.ok()) {
    // Who refuses says why.
    const bool is_refusal = absl::IsUnauthenticated(is_serving.status()) ||
                            absl::IsPermissionDenied(is_serving.status());
    findings.push_back(Problem("grpc", is_serving.status(),
                               is_refusal ? ""
                                          : "see whether what listens there is rung-coordinator, "
                                            "and speaks TLS as this client does"));
    return false;
  }
  findings.push_back(*is_serving
                         ? Finding{"grpc", Verdict::kOk, "the coordinator serves", ""}
                         : Finding{"grpc", Verdict::kProblem, "the coordinator takes no work",
                                   "the checks below, or its log, say why"});
  return true;
}

// The coordinator's clock is read half-way between call and answer.
void CheckCoordinator(Session& session, Findings& findings, std::string& version) {
  const Clock::time_point start = Clock::now();
  const auto coordinator = session.GetCoordinator();
  const double taken = SecondsSince(start);
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  if (!coordinator.ok()) {
    findings.push_back(
        Problem("version", coordinator.status(), "bring the coordinator to the client's release"));
    return;
  }
  version = coordinator->version();
  const double then = static_cast<double>(coordinator->time().seconds()) +
                      static_cast<double>(coordinator->time().nanos()) / 1e9;
  findings.push_back(JudgeVersion(Version(), version));
  findings.push_back(JudgeClock(then - (now - taken / 2), taken / 2));
  findings.push_back(JudgeDatabase(*coordinator));
  findings.push_back(JudgeDisk(*coordinator));
}

// The middle one of a few calls.
void CheckLatency(Session& session, Findings& findings) {
  std::array<double, 5> seconds{};
  for (double& one : seconds) {
    const Clock::time_point start = Clock::now();
    if (!session.IsServing().ok()) return;
    one = SecondsSince(start);
  }
  std::ranges::sort(seconds);
  findings.push_back(JudgeLatency(seconds[seconds.size() / 2]));
}

void CheckWorkers(Session& session, const std::string& version, Findings& findings) {
  const auto workers = session.ListWorkers();
  findings.push_back(workers.ok() ? JudgeWorkers(*workers, version, session.endpoint())
                                  : Problem("workers", workers.status(), ""));
}

void CheckPrograms(Findings& findings) {
  std::vector<std::string> missing;
  for (const char* program : {"rung-coordinator", "rung-worker"}) {
    if (!FindProgram(program).ok()) missing.emplace_back(program);
  }
  findings.push_back(JudgePrograms(missing));
}

// The identity in use; nullopt where there is none, or none that can be read.
std::optional<Identity> OwnIdentity(const Endpoint& endpoint) {
  if (!endpoint.is_tls()) return std::nullopt;
  absl::StatusOr<Identity> identity = ReadIdentity(endpoint.identity);
  if (!identity.ok()) return std::nullopt;
  return *std::move(identity);
}

std::string TlsText(const Endpoint& endpoint, const std::optional<Identity>& identity) {
  if (!endpoint.is_tls()) return "none: this client has no --identity, or needs none";
  const bool has_token = identity && !identity->token.empty();
  return (has_token ? "TLS with the token in " : "mutual TLS with ") + endpoint.identity;
}

// On its machine, a worker's identity shows what keeps the worker out.
bool IsWorkers(const std::optional<Identity>& identity) {
  return identity && identity->peer.role == Role::kWorker;
}

// Our own side, then what either side has against the other.
bool CheckTls(const Endpoint& endpoint, const std::optional<Identity>& identity,
              Findings& findings) {
  const Role role = IsWorkers(identity) ? Role::kWorker : Role::kClient;
  const auto warning = CheckEndpoint(endpoint, role, std::chrono::system_clock::now());
  if (!warning.ok()) {
    std::error_code error;
    const bool is_there = std::filesystem::exists(endpoint.identity, error);
    findings.push_back(Problem("tls", warning.status(),
                               endpoint.is_tls() && !is_there
                                   ? "name the file that `rung certs client` made, by --identity "
                                     "or RUNG_IDENTITY"
                                   : ""));
    return false;
  }
  if (const auto fault = DiagnoseTls(endpoint, role, {})) {
    findings.push_back({"tls", Verdict::kProblem, EscapeControls(*fault), ""});
    return false;
  }
  const std::optional<std::string>& soon = *warning;
  findings.push_back(
      soon ? Finding{"tls", Verdict::kWarning, EscapeControls(*soon), ""}
           : Finding{"tls", Verdict::kOk, EscapeControls(TlsText(endpoint, identity)), ""});
  return true;
}

// True where the coordinator was reached.
bool CheckAll(const Endpoint& endpoint, Findings& findings) {
  const std::optional<Identity> identity = OwnIdentity(endpoint);
  if (!CheckThatItResolves(endpoint.address, findings) ||
      !CheckThatItConnects(endpoint.address, findings) || !CheckTls(endpoint, identity, findings)) {
    return false;
  }
  if (IsWorkers(identity)) {
    findings.push_back({"rights", Verdict::kWarning,
                        "this is a worker's identity: a worker may train, and ask nothing",
                        "for the checks behind this one name a client's, made by `rung certs "
                        "client`"});
    return true;
  }
  Session session(endpoint, {}, /*warns=*/false);  // the check above did
  if (!CheckThatItServes(session, findings)) return false;
  std::string version;
  CheckLatency(session, findings);
  CheckCoordinator(session, findings, version);
  CheckWorkers(session, version, findings);
  return true;
}

absl::StatusOr<int> Examine(const Settings& settings) {
  Findings findings;
  const bool is_reached = CheckAll(settings.coordinator, findings);
  CheckPrograms(findings);
  RETURN_IF_ERROR(ShowAnswer(DiagnosisAnswer(findings), settings.format).status());
  if (!is_reached) return kExitUnreachable;
  return Worst(findings) == Verdict::kProblem ? kExitFailed : kExitSuccess;
}

}  // namespace

void AddDoctor(Program& program) {
  Verb verb = program.AddVerb(
      "doctor", "Check the way to the coordinator, and the lab behind it, step by step",
      "rung doctor --coordinator lab-1:7077");
  program.AddCoordinatorOptions(verb);
  verb.SetAction([&program] { return Examine(program.settings()); });
}

}  // namespace rung
