#include "common/rpc/tls_probe.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "common/descriptor.h"
#include "common/rpc/dial.h"
#include "common/tls/identity.h"
#include "common/tls/openssl_types.h"
#include "common/tls/private_file.h"

namespace rung {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kLongest{3};
constexpr std::chrono::milliseconds kSlice{100};
constexpr unsigned char kHttp2[] = {2, 'h', '2'};

// Until when a probe may take.
class Limit {
 public:
  explicit Limit(const std::stop_token& stop) : stop_(stop) {}

  // Waits for an event; false once the time is up.
  bool Await(int socket, short events) const {
    while (!stop_.stop_requested() && Clock::now() < end_) {
      pollfd source = {.fd = socket, .events = events, .revents = 0};
      if (poll(&source, 1, static_cast<int>(kSlice.count())) > 0) return true;
    }
    return false;
  }

 private:
  const std::stop_token& stop_;
  const Clock::time_point end_ = Clock::now() + kLongest;
};

Descriptor ConnectTo(const HostAndPort& to, const Limit& limit) {
  const absl::StatusOr<AddressList> places = LookUp(to);
  if (!places.ok()) return {};
  const AwaitEvent await = [&](int socket, short events) { return limit.Await(socket, events); };
  for (const addrinfo* place = places->get(); place != nullptr; place = place->ai_next) {
    Descriptor connection = Dial(place->ai_addr, place->ai_addrlen, await);
    if (connection.ok()) return connection;
  }
  return {};
}

using ContextPointer = std::unique_ptr<SSL_CTX, OpenSslDeleter<&SSL_CTX_free>>;
using ConnectionPointer = std::unique_ptr<SSL, OpenSslDeleter<&SSL_free>>;

// The probe goes on with a coordinator that it does not believe, to hear what that one says.
ContextPointer MakeContext(const std::string& identity) {
  ContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  const auto pem = identity.empty() ? absl::StatusOr<std::string>("") : ReadPrivateFile(identity);
  if (!pem.ok()) return context;
  const KeyPointer key = ReadKey(*pem);
  const std::vector<CertificatePointer> certificates = ReadCertificates(*pem);
  if (certificates.empty()) return context;
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), certificates.back().get());
  if (key == nullptr) return context;  // a token
  SSL_CTX_use_cert_and_key(context.get(), certificates.front().get(), key.get(), nullptr, 1);
  return context;
}

enum class StepEnd { kDone, kClosed, kTimeUp };

// Repeats a step of OpenSSL until it is done or fails, or the time is up.
template <typename Step>
StepEnd Finish(SSL& ssl, int socket, const Limit& limit, const Step& step) {
  for (int result = step(); result <= 0; result = step()) {
    const int error = SSL_get_error(&ssl, result);
    const bool is_waiting = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (!is_waiting) return StepEnd::kClosed;
    if (!limit.Await(socket, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) {
      return StepEnd::kTimeUp;
    }
  }
  return StepEnd::kDone;
}

void NoteCertificate(SSL& ssl, const std::string& host, TlsProbe& probe) {
  X509* const certificate = SSL_get0_peer_certificate(&ssl);
  if (certificate == nullptr) return;
  probe.verify_result = SSL_get_verify_result(&ssl);
  probe.names_host = X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1 ||
                     X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
  probe.hosts = CertificateHosts(*certificate);
  probe.valid_until = ToWallTime(*X509_get0_notAfter(certificate));
}

// What comes back first: records of TLS begin with a type of 20 to 23.
void NoteFirstByte(int socket, const Limit& limit, TlsProbe& probe) {
  unsigned char first = 0;
  probe.is_answered = limit.Await(socket, POLLIN) && recv(socket, &first, 1, MSG_PEEK) == 1;
  probe.is_tls = probe.is_answered && first >= 20 && first <= 23;
}

}  // namespace

TlsProbe ProbeTls(const Endpoint& endpoint, const std::stop_token& stop) {
  TlsProbe probe;
  const Limit limit(stop);
  const HostAndPort to = *SplitAddress(endpoint.address);
  const Descriptor connection = ConnectTo(to, limit);
  if (!connection.ok()) return probe;
  const int socket = connection.number();
  const ContextPointer context = MakeContext(endpoint.identity);
  probe.has_token = SSL_CTX_get0_certificate(context.get()) == nullptr;
  const ConnectionPointer ssl(SSL_new(context.get()));
  // At first nothing is read, so that the first byte of the answer can be looked at.
  SSL_set_wfd(ssl.get(), socket);
  SSL_set0_rbio(ssl.get(), BIO_new(BIO_s_mem()));
  SSL_set_alpn_protos(ssl.get(), kHttp2, sizeof kHttp2);
  SSL_set_tlsext_host_name(ssl.get(), to.host.c_str());
  SSL_connect(ssl.get());  // sends what the other side answers
  NoteFirstByte(socket, limit, probe);
  SSL_set_rfd(ssl.get(), socket);
  if (probe.is_tls) {
    StepEnd end = Finish(*ssl, socket, limit, [&] { return SSL_connect(ssl.get()); });
    NoteCertificate(*ssl, to.host, probe);
    // In TLS 1.3 our handshake ends before the other side has seen our certificate.
    char byte = 0;
    if (end == StepEnd::kDone) {
      end = Finish(*ssl, socket, limit, [&] { return SSL_peek(ssl.get(), &byte, 1); });
    }
    probe.is_refused = end == StepEnd::kClosed;
  }
  // It closed the connection, or was silent until the time was up, and showed no certificate.
  const bool speaks_otherwise = probe.is_answered && !probe.is_tls;
  if (SSL_get0_peer_certificate(ssl.get()) == nullptr && !speaks_otherwise) {
    probe.is_refused = !stop.stop_requested();
  }
  ERR_clear_error();
  return probe;
}

}  // namespace rung
