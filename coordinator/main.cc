// rung-coordinator: proposes configurations, lends tasks to workers, records every fact; and
// checks, backs up and restores what it recorded.

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/freed_memory.h"
#include "common/log/line_limit.h"
#include "common/log/log.h"
#include "common/memory_limit.h"
#include "common/rpc/channel.h"
#include "common/rpc/grpc_log.h"
#include "common/service_manager.h"
#include "common/signal_set.h"
#include "common/status_macros.h"
#include "common/tls/expiry_reminder.h"
#include "common/tls/identity.h"
#include "coordinator/commands/commands.h"
#include "coordinator/commands/fail.h"
#include "coordinator/service/listen_address.h"
#include "coordinator/service/server.h"

namespace rung {
namespace {

constexpr int kExitBadUsage = 2;

struct Flags {
  std::string database = "rung.db";
  std::vector<std::string> listen = {kDefaultAddress};
  std::int64_t data_memory = DefaultDataMemory();
  std::int64_t blob_quota = std::numeric_limits<std::int64_t>::max();
  double lease_seconds = 30;
  double renew_seconds = 1;
  double connection_age_seconds = 300;
  double progress_seconds = 600;
  std::string identity;  // a file; empty: none
  std::string tokens;    // likewise
  bool is_insecure = false;
  std::string metrics;
  bool are_metrics_public = false;
  bool exits_with_parent = false;
  std::string log_level = "info";
  std::string log_format = "text";
};

void Declare(CLI::App& app, Flags& flags) {
  app.description(
      "Proposes configurations, lends tasks to workers over gRPC, and records every fact in a "
      "SQLite file. Serves, unless one of the subcommands is named.");
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "rung-coordinator " RUNG_VERSION);
  app.footer(
      "Example: rung-coordinator --db lab.db --listen 0.0.0.0:7077 --identity coordinator.pem");
  app.add_option("--db", flags.database, "The database; made if it is not there")
      ->capture_default_str();
  app.add_option("--listen", flags.listen, "HOST:PORT or unix:PATH; may be given several times")
      ->capture_default_str();
  app.add_option("--identity", flags.identity,
                 "The coordinator's identity, made by `rung certs init`: HOST:PORT then speak TLS "
                 "and ask for certificates of the same CA")
      ->type_name("FILE")
      ->envname("RUNG_IDENTITY");
  app.add_option(
         "--tokens", flags.tokens,
         "The file of tokens that `rung certs token` writes: who shows one of these needs no "
         "certificate")
      ->type_name("FILE");
  app.add_flag(
      "--insecure", flags.is_insecure,
      "Allow addresses that other machines can reach: whoever reaches them may do anything");
  app.add_option("--metrics", flags.metrics,
                 "HOST:PORT of a page for Prometheus, as localhost:9177; default: none");
  app.add_flag("--metrics-public", flags.are_metrics_public,
               "Allow --metrics an address that other machines can reach: whoever reaches it may "
               "read the names of searches and workers");
  app.add_option("--data-memory", flags.data_memory,
                 "Bytes that a data set may take in memory while it is read, such as 8GB; default: "
                 "half of the memory that this machine, or this process's control group, has")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  app.add_option("--blob-quota", flags.blob_quota,
                 "Bytes of disk that data sets, checkpoints and models may take, such as 50GB; "
                 "workers wait with what does not fit; default: as many as the disk has")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  app.add_option("--connection-age", flags.connection_age_seconds,
                 "Seconds after which connections over TLS are made anew, so that who may not come "
                 "any more does not stay")
      ->check(CLI::Range(0.2, 86400.0))
      ->capture_default_str();
  app.add_option("--lease", flags.lease_seconds, "Seconds until a silent worker loses its task")
      ->check(CLI::Range(0.5, 3600.0))
      ->capture_default_str();
  app.add_option("--renew", flags.renew_seconds, "Seconds between a worker's signs of life")
      ->check(CLI::Range(0.2, 5.0))
      ->capture_default_str();
  app.add_option("--progress-timeout", flags.progress_seconds,
                 "Seconds until a worker that trains no mini-batch loses its task")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  app.add_flag("--exit-with-parent", flags.exits_with_parent, "End when the starting process ends");
  app.add_option("--log-level", flags.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  app.add_option("--log-format", flags.log_format,
                 "text, or logfmt: fields with names, for programs that read logs")
      ->check(CLI::IsMember(LogFormatNames()))
      ->envname("RUNG_LOG_FORMAT")
      ->capture_default_str();
}

bool ServesTls(const Flags& flags) {
  return std::ranges::any_of(flags.listen, [&flags](const std::string& address) {
    return SpeaksTls(address, !flags.identity.empty());
  });
}

// Whether the addresses may be served, as whom it is said.
absl::Status CheckListening(const Flags& flags) {
  for (const std::string& address : flags.listen) {
    RETURN_IF_ERROR(CheckListenAddress(address, flags.is_insecure || !flags.identity.empty()));
  }
  if (!ServesTls(flags)) {
    if (flags.tokens.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "--tokens is for addresses with TLS; name an identity file by --identity as well");
  }
  if (flags.is_insecure) {
    return absl::InvalidArgumentError(
        "--insecure and an identity file (--identity or RUNG_IDENTITY) exclude each other; leave "
        "one away");
  }
  const auto identity =
      ReadIdentityFor(Role::kCoordinator, flags.identity, std::chrono::system_clock::now());
  const char* const variable = std::getenv("RUNG_IDENTITY");
  if (identity.ok() || variable == nullptr || variable != flags.identity) return identity.status();
  return absl::InvalidArgumentError(
      fmt::format("{}; RUNG_IDENTITY names it, and --identity overrules that: '' serves this "
                  "machine alone",
                  std::string(identity.status().message())));
}

MonotonicDuration Seconds(double seconds) {
  return std::chrono::duration_cast<MonotonicDuration>(std::chrono::duration<double>(seconds));
}

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Seconds(seconds));
}

// How long a call for a task waits for one: not so long that an idle worker would seem silent.
MonotonicDuration LeaseWait(MonotonicDuration lease) {
  return std::min<MonotonicDuration>(std::chrono::seconds(20), lease / 2);
}

absl::StatusOr<std::optional<CrashPoint>> CrashOfEnvironment() {
  const char* value = std::getenv("RUNG_TEST_CRASH");
  if (value == nullptr) return std::nullopt;
  return CrashPoint::Parse(value);
}

// Of failed handshakes most of all, which strangers may cause.
void LogOfGrpc(const char* line) {
  static LineLimit limit;
  const auto held_back = limit.Pass(std::chrono::steady_clock::now());
  if (!held_back) return;
  spdlog::warn("gRPC: {}{}", line,
               *held_back > 0 ? fmt::format(" ({} lines before it are left out)", *held_back) : "");
}

void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Waits for SIGTERM or SIGINT; meanwhile health checks, and the service manager's watchdog, hear
// how the server fares.
void ServeUntilSignalled(Server& server, ExpiryReminder identity, const sigset_t& signals) {
  constexpr timespec kHealthInterval{.tv_sec = 1, .tv_nsec = 0};
  do {
    server.ReportHealth();
    server.OnceDecided([] { TellServiceManager("WATCHDOG=1"); });
    if (const auto due = identity.Due(std::chrono::system_clock::now())) spdlog::warn("{}", *due);
  } while (sigtimedwait(&signals, nullptr, &kHealthInterval) < 0);
}

// A full disk is waited for, as it is while serving. CANCELLED upon a signal to end.
absl::StatusOr<std::unique_ptr<Server>> StartOnceThereIsRoom(const ServerOptions& options,
                                                             const sigset_t& signals) {
  constexpr timespec kInterval{.tv_sec = 1, .tv_nsec = 0};
  for (bool is_said = false;; is_said = true) {
    auto server = Server::Start(options);
    if (!absl::IsResourceExhausted(server.status())) return server;
    if (!is_said) spdlog::error("waiting for room: {}", std::string(server.status().message()));
    if (sigtimedwait(&signals, nullptr, &kInterval) > 0) return absl::CancelledError("stopped");
  }
}

// A second signal, or a call that never ends, does not hold the process up: all that was
// acknowledged is on disk.
void EndSoon(const sigset_t& signals) {
  constexpr unsigned kLongestStopSeconds = 30;
  std::signal(SIGALRM, [](int) { _exit(0); });
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  alarm(kLongestStopSeconds);
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  Flags flags;
  CLI::App app;
  Command command;  // none: to serve
  Declare(app, flags);
  AddCheck(app, flags.database, command);
  AddBackup(app, flags.database, command);
  AddRestore(app, flags.database, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitBadUsage;
  }
  if (command != nullptr) return command();
  if (flags.exits_with_parent) prctl(PR_SET_PDEATHSIG, SIGTERM);
  // Before any thread starts, so that all of them inherit it.
  const sigset_t signals = BlockSignals({SIGTERM, SIGINT});
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  StartLog("rung-coordinator", LogFormatOf(flags.log_format), flags.log_level);
  TakeGrpcLog(LogOfGrpc);
  RaiseDescriptorLimit();

  if (const auto checked = CheckListening(flags); !checked.ok()) {
    return Fail(checked, kExitBadUsage);
  }
  if (!flags.metrics.empty()) {
    const auto checked = CheckMetricsAddress(flags.metrics, flags.are_metrics_public);
    if (!checked.ok()) return Fail(checked, kExitBadUsage);
  }
  if (flags.is_insecure) spdlog::warn("--insecure: whoever reaches the port may do anything");
  if (flags.are_metrics_public) {
    spdlog::warn("--metrics-public: whoever reaches {} may read the names of searches and workers",
                 flags.metrics);
  }
  const auto crash = CrashOfEnvironment();
  if (!crash.ok()) return Fail(crash.status(), kExitBadUsage);
  auto server = StartOnceThereIsRoom(
      {.database = flags.database,
       .addresses = flags.listen,
       .identity = flags.identity,
       .tokens = flags.tokens,
       .connection_age = Milliseconds(flags.connection_age_seconds),
       .blob_quota = flags.blob_quota,
       .data_memory = flags.data_memory,
       .lease_times = {Seconds(flags.lease_seconds), Seconds(flags.renew_seconds),
                       Seconds(flags.progress_seconds)},
       .lease_wait = LeaseWait(Seconds(flags.lease_seconds)),
       .metrics = flags.metrics,
       .crash = *crash},
      signals);
  if (absl::IsCancelled(server.status())) return 0;
  if (!server.ok()) return Fail(server.status(), 1);
  for (const std::string& address : (*server)->addresses()) {
    spdlog::info("serving on {}, database {}", address, flags.database);
  }
  if (const std::string metrics = (*server)->metrics_address(); !metrics.empty()) {
    spdlog::info("metrics on http://{}/metrics", metrics);
  }
  const std::string& watched = ServesTls(flags) ? flags.identity : "";
  TellServiceManager("READY=1");
  ServeUntilSignalled(**server, ExpiryReminder(watched, Role::kCoordinator), signals);
  TellServiceManager("STOPPING=1");
  spdlog::info("stopping; a second signal ends the process at once");
  EndSoon(signals);
  server->reset();
  return 0;
}

}  // namespace
}  // namespace rung

int main(int argc, char** argv) { return rung::Main(argc, argv); }
