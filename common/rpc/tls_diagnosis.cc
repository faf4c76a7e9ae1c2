#include "common/rpc/tls_diagnosis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <vector>

#include "common/rpc/dial.h"

namespace rung {
namespace {

std::string RenewOfHosts(std::vector<std::string> hosts, const std::string& more) {
  if (!more.empty()) hosts.push_back(more);
  return fmt::format("rung certs coordinator --host {} --force", fmt::join(hosts, ","));
}

// What is wrong with the coordinator's certificate.
std::optional<std::string> FaultOfTheirs(const Endpoint& endpoint, const TlsProbe& probe) {
  const std::string whose = "the certificate of the coordinator at " + endpoint.address;
  switch (probe.verify_result) {
    case X509_V_OK:
      break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("{} has expired on {}; make it anew there with `{}`", whose,
                         TimeText(probe.valid_until), RenewOfHosts(probe.hosts, ""));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not yet valid; set the clocks of both machines";
    case X509_V_ERR_INVALID_PURPOSE:
      return whose + " is not a coordinator's; start it with one that `rung certs init` made";
    default:
      return fmt::format(
          "{} is of another CA than {}, so neither believes the other; use an identity that was "
          "made "
          "in the folder that the coordinator's was made in",
          whose, endpoint.identity);
  }
  if (probe.names_host) return std::nullopt;
  const std::string host = SplitAddress(endpoint.address)->host;
  return fmt::format(
      "{} is for {}, not {}; call it by one of these, or make it anew there with `{}`", whose,
      fmt::join(probe.hosts, ", "), host, RenewOfHosts(probe.hosts, host));
}

// It took our connection, and ended it before it showed a certificate.
std::string NoHandshake(const Endpoint& endpoint) {
  return fmt::format(
      "something accepts connections at {} but does not speak TLS with us, or hangs; see the "
      "coordinator's log",
      endpoint.address);
}

}  // namespace

std::optional<std::string> ExplainTls(const Endpoint& endpoint, const TlsProbe& probe) {
  if (!endpoint.is_tls()) {
    if (!probe.is_tls) return std::nullopt;
    return fmt::format(
        "the coordinator at {} speaks TLS; name an identity file that `rung certs` made by "
        "--identity or RUNG_IDENTITY",
        endpoint.address);
  }
  if (!probe.is_answered && !probe.is_refused) return std::nullopt;
  if (!probe.is_answered) return NoHandshake(endpoint);
  if (!probe.is_tls) {
    return fmt::format(
        "what answers at {} speaks no TLS; start the coordinator with an identity, or, if you "
        "trust the network, leave --identity and RUNG_IDENTITY away and say --insecure",
        endpoint.address);
  }
  if (const auto fault = FaultOfTheirs(endpoint, probe)) return fault;
  if (!probe.is_refused) return std::nullopt;
  if (probe.hosts.empty()) return NoHandshake(endpoint);
  if (probe.has_token) {
    return fmt::format(
        "the coordinator at {} takes no tokens, such as that in {}; start it with --tokens FILE, "
        "or "
        "use an identity with a certificate",
        endpoint.address, endpoint.identity);
  }
  return fmt::format(
      "the coordinator at {} refused the certificate in {}, which its CA signed and which is valid "
      "by the clock of this machine; compare the clock of the other",
      endpoint.address, endpoint.identity);
}

std::optional<std::string> DiagnoseTls(const Endpoint& endpoint, Role role,
                                       const std::stop_token& stop) {
  if (SocketPath(endpoint.address)) return std::nullopt;
  // It may have expired, or have been replaced by another, since we started.
  const auto checked = CheckEndpoint(endpoint, role, std::chrono::system_clock::now());
  if (!checked.ok()) return std::string(checked.status().message());
  return ExplainTls(endpoint, ProbeTls(endpoint, stop));
}

}  // namespace rung
