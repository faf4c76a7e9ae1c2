#include "coordinator/service/server.h"

#include <fmt/format.h>
#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <thread>
#include <utility>

#include "common/log/log.h"
#include "common/rpc/tls_credentials.h"
#include "common/status_macros.h"
#include "coordinator/decide/deciding_thread.h"
#include "coordinator/observe/call_metrics.h"
#include "coordinator/observe/collector.h"
#include "coordinator/observe/logged_facts.h"
#include "coordinator/observe/measured_log.h"
#include "coordinator/observe/metrics_page.h"
#include "coordinator/observe/status.h"
#include "coordinator/observe/worker_pulse.h"
#include "coordinator/service/acceptor.h"
#include "coordinator/service/blob_service.h"
#include "coordinator/service/coordinator_service.h"
#include "coordinator/service/data_set_service.h"
#include "coordinator/service/housekeeper.h"
#include "coordinator/service/known_tokens.h"
#include "coordinator/service/listen_address.h"
#include "coordinator/service/listening_sockets.h"
#include "coordinator/service/peer_check.h"
#include "coordinator/service/search_service.h"
#include "coordinator/service/split_maker.h"
#include "coordinator/service/task_service.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/service/worker_service.h"
#include "coordinator/store/blob_store.h"
#include "coordinator/store/database_file.h"
#include "coordinator/store/reader_pool.h"
#include "coordinator/store/store.h"

namespace rung {
namespace {

constexpr int kReaders = 4;
constexpr int kMaxMessageBytes = 4 << 20;
constexpr std::size_t kCallMemoryBytes = std::size_t{512} << 20;
constexpr std::chrono::seconds kGrace(5);
constexpr int kLongestCallMs = 600'000;  // on a connection that is to end

}  // namespace

struct Server::Parts {
  std::unique_ptr<Store> store;
  std::unique_ptr<FactLog> crashing;               // where a test asks for it
  std::shared_ptr<prometheus::Registry> counters;  // where metrics are asked for
  std::unique_ptr<FactLog> measured;               // likewise
  std::unique_ptr<CallMetrics> refusals;           // likewise; these calls reach no service
  std::unique_ptr<FactLog> logged;
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<ReaderPool> readers;
  std::unique_ptr<Housekeeper> housekeeper;
  WorkerPulse pulse;
  std::unique_ptr<SplitMaker> splits;
  std::unique_ptr<DecidingThread> deciding;
  std::unique_ptr<StatusReader> status;
  std::unique_ptr<WorkPool> query_pool;
  std::unique_ptr<WorkPool> disk_pool;
  std::unique_ptr<WorkPool> preparing_pool;
  std::vector<std::unique_ptr<grpc::Service>> services;
  std::unique_ptr<KnownTokens> tokens;      // where there is a file of them
  std::unique_ptr<IdentityInUse> identity;  // where TLS is spoken
  std::unique_ptr<grpc::Server> server;
  // Those with TLS and those without; each has connections of its own.
  std::vector<std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor>> connections;
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  std::string said_ill;  // why no work is taken, as last logged
  std::unique_ptr<MetricsPage> metrics_page;

  absl::Status Open(const ServerOptions& options);
  void MakeServices();
  absl::StatusOr<std::vector<std::string>> Listen(const ServerOptions& options);
  absl::Status ServeMetrics(const std::string& address);
};

absl::Status Server::Parts::Open(const ServerOptions& options) {
  ASSIGN_OR_RETURN(store, Store::Open(options.database));
  ASSIGN_OR_RETURN(blobs, BlobStore::Open(BlobDirectory(store->path()), options.blob_quota));
  ASSIGN_OR_RETURN(readers, ReaderPool::Open(store->path(), kReaders));
  ASSIGN_OR_RETURN(housekeeper, Housekeeper::Start(store->path(), *readers, *blobs));
  splits = std::make_unique<SplitMaker>(*readers, *blobs, options.data_memory);
  if (options.crash) crashing = std::make_unique<CrashingLog>(*store, *options.crash);
  FactLog* log = crashing ? crashing.get() : store.get();
  if (!options.metrics.empty()) {
    counters = std::make_shared<prometheus::Registry>();
    measured = std::make_unique<MeasuredLog>(*log, *counters);
    log = measured.get();
  }
  logged = std::make_unique<LoggedFacts>(*log);
  ASSIGN_OR_RETURN(deciding,
                   DecidingThread::Start(*logged, options.lease_times, options.lease_wait));
  status = std::make_unique<StatusReader>(store->path(), *readers, *blobs, *deciding, pulse,
                                          options.lease_times.lease);
  return absl::OkStatus();
}

void Server::Parts::MakeServices() {
  query_pool = std::make_unique<WorkPool>(kReaders);
  disk_pool = std::make_unique<WorkPool>(kReaders);
  preparing_pool = std::make_unique<WorkPool>(1);
  services.push_back(MakeSearchService(*deciding, *readers, *splits, *blobs, *status, *query_pool,
                                       *preparing_pool));
  services.push_back(MakeTaskService(*deciding, *disk_pool, *blobs, pulse));
  services.push_back(MakeBlobService(*disk_pool, *blobs));
  services.push_back(MakeDataSetService(*deciding, *readers, *blobs, *query_pool, *preparing_pool));
  services.push_back(MakeWorkerService(*deciding, *status, *query_pool));
  services.push_back(MakeCoordinatorService(*status, *query_pool));
}

absl::StatusOr<std::vector<std::string>> Server::Parts::Listen(const ServerOptions& options) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // The last line against callers that send more than can be answered.
  builder.SetResourceQuota(grpc::ResourceQuota("coordinator").Resize(kCallMemoryBytes));
  // A small compressed message must not become a large one.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  for (const auto& service : services) builder.RegisterService(service.get());
  if (counters != nullptr) {
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> observers;
    observers.push_back(std::make_unique<CallMetrics>(*counters));
    builder.experimental().SetInterceptorCreators(std::move(observers));
    refusals = std::make_unique<CallMetrics>(*counters);
  }

  if (!options.tokens.empty()) {
    ASSIGN_OR_RETURN(tokens, KnownTokens::Open(options.tokens));
  }
  std::vector<ListeningSockets> plain;
  std::vector<ListeningSockets> tls;
  std::vector<std::string> bound;
  for (const std::string& address : options.addresses) {
    ASSIGN_OR_RETURN(ListeningSockets sockets, ListeningSockets::Open(address));
    bound.push_back(sockets.address());
    (SpeaksTls(address, !options.identity.empty()) ? tls : plain).push_back(std::move(sockets));
  }
  std::vector<std::vector<ListeningSockets>> listening;
  const auto add = [&](std::vector<ListeningSockets>& sockets, const auto& credentials) {
    constexpr auto kFromDescriptor =
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD;
    connections.push_back(
        builder.experimental().AddExternalConnectionAcceptor(kFromDescriptor, credentials));
    listening.push_back(std::move(sockets));
  };
  if (!plain.empty()) add(plain, grpc::InsecureServerCredentials());
  if (!tls.empty()) {
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                               static_cast<int>(options.connection_age.count()));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kLongestCallMs);
    ASSIGN_OR_RETURN(identity, IdentityInUse::Open(options.identity, &LogNews));
    const auto credentials =
        TlsServerCredentials(*identity, tokens ? Callers::kAlsoWithout : Callers::kWithCertificate);
    credentials->SetAuthMetadataProcessor(
        MakePeerCheck(tokens.get(), [this](std::string_view method, const absl::Status& why) {
          if (refusals != nullptr) refusals->Observe(std::string(method), why.raw_code(), 0);
        }));
    add(tls, credentials);
  }
  server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError("gRPC cannot start its server");
  for (std::size_t i = 0; i < listening.size(); ++i) {
    acceptors.push_back(std::make_unique<Acceptor>(
        std::move(listening[i]), [&into = *connections[i]](int connection) {
          grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
          parameters.fd = connection;
          into.HandleNewConnection(&parameters);
        }));
  }
  return bound;
}

absl::Status Server::Parts::ServeMetrics(const std::string& address) {
  ASSIGN_OR_RETURN(
      metrics_page,
      MetricsPage::Open(address, {counters, std::make_shared<Collector>(*status, identity.get())}));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  grpc_init();  // never undone, as the clean-up of gRPC 1.51 may take ten seconds
  auto parts = std::make_unique<Parts>();
  RETURN_IF_ERROR(parts->Open(options));
  parts->MakeServices();
  ASSIGN_OR_RETURN(std::vector<std::string> addresses, parts->Listen(options));
  if (!options.metrics.empty()) RETURN_IF_ERROR(parts->ServeMetrics(options.metrics));
  return std::unique_ptr<Server>(new Server(std::move(parts), std::move(addresses)));
}

Server::Server(std::unique_ptr<Parts> parts, std::vector<std::string> addresses)
    : parts_(std::move(parts)), addresses_(std::move(addresses)) {}

Server::~Server() {
  parts_->acceptors.clear();
  parts_->server->GetHealthCheckService()->SetServingStatus(false);
  // No new call is let in while each room answers those it holds, and hands on to the next.
  std::thread shutdown(
      [this] { parts_->server->Shutdown(std::chrono::system_clock::now() + kGrace); });
  parts_->preparing_pool->Close();
  parts_->disk_pool->Close();
  parts_->deciding->Close();
  parts_->query_pool->Close();
  shutdown.join();
}

std::string Server::metrics_address() const {
  return parts_->metrics_page == nullptr ? "" : parts_->metrics_page->address();
}

void Server::OnceDecided(std::function<void()> tell) {
  const auto decide = [tell = std::move(tell)](Decider&, Now) -> DecidingThread::Answer {
    return [tell](const absl::Status&) { tell(); };
  };
  parts_->deciding->Submit(decide).IgnoreError();
}

void Server::ReportHealth() {
  const absl::Status health = parts_->status->Health();
  parts_->server->GetHealthCheckService()->SetServingStatus(health.ok());
  const std::string ill(health.message());
  if (ill == parts_->said_ill) return;
  parts_->said_ill = ill;
  health.ok() ? spdlog::info("taking work again") : spdlog::error("taking no work: {}", ill);
}

}  // namespace rung
