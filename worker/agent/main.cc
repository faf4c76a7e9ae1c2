#include <fmt/format.h>
#include <sched.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/freed_memory.h"
#include "common/log/log.h"
#include "common/memory_limit.h"
#include "common/resource_names.h"
#include "common/rpc/channel.h"
#include "common/rpc/endpoint.h"
#include "common/rpc/grpc_log.h"
#include "common/status_macros.h"
#include "common/tls/expiry_reminder.h"
#include "worker/agent/agent.h"
#include "worker/agent/grace_period.h"
#include "worker/agent/retry.h"
#include "worker/agent/stop_signals.h"
#include "worker/agent/supervisor.h"
#include "worker/agent/worker_name.h"
#include "worker/mlp/kernels/instruction_sets.h"

namespace rung {
namespace {

struct Flags {
  Endpoint coordinator = {.address = kDefaultAddress};
  std::string name;
  std::string cache = DefaultCacheDirectory(std::getenv("XDG_CACHE_HOME"), std::getenv("HOME"));
  std::int64_t cache_bytes = std::int64_t{10} << 30;
  std::int64_t data_memory = DefaultDataMemory();
  std::string instruction_set;  // empty: the fastest
  double grace_seconds = 8;
  std::string log_level = "info";
  std::string log_format = "text";
  bool exit_with_parent = false;
};

// What a worker may take to end beyond what it allows itself.
constexpr std::chrono::seconds kMargin{3};

std::chrono::milliseconds GraceOf(const Flags& flags) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(flags.grace_seconds * 1e3));
}

// After which a worker that was asked to stop ends wherever it is.
std::chrono::milliseconds LongestStop(const Flags& flags) {
  return std::max(GraceOf(flags), kFarewell) + kFarewell;
}

std::string HostName() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

// Processors that this process may run on; 0 where that is not known.
int CpuCount() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

std::vector<std::string> InstructionSetNames() {
  std::vector<std::string> names;
  for (const mlp::InstructionSet& set : mlp::InstructionSets()) names.emplace_back(set.name);
  return names;
}

// The chosen one, which the machine has.
absl::StatusOr<mlp::InstructionSet> InstructionSetOf(const Flags& flags) {
  for (const mlp::InstructionSet& set : mlp::InstructionSets()) {
    if (flags.instruction_set.empty() || flags.instruction_set == set.name) return set;
  }
  return absl::UnavailableError(
      "this processor lacks the instructions of x86-64-v2 (processors of 2009 and later); run the "
      "worker on another machine");
}

void Describe(CLI::App& app, Flags& flags) {
  flags.name = DefaultWorkerName(HostName(), getpid());
  app.add_option("--coordinator", flags.coordinator.address,
                 "The coordinator: HOST:PORT or unix:PATH")
      ->envname("RUNG_COORDINATOR")
      ->capture_default_str();
  app.add_option("--identity", flags.coordinator.identity,
                 "This worker's identity, made by `rung certs worker`, to speak TLS with; its name "
                 "need not be this worker's")
      ->type_name("FILE")
      ->envname("RUNG_IDENTITY");
  app.add_flag("--insecure", flags.coordinator.is_insecure,
               "Go without an identity to a coordinator on another machine, unencrypted");
  app.add_option("--name", flags.name, "This worker's name, for people")->capture_default_str();
  app.add_option("--cache", flags.cache, "The directory that data are kept in")
      ->capture_default_str();
  app.add_option("--cache-size", flags.cache_bytes, "Bytes that data may take there, such as 10GB")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false))
      ->capture_default_str();
  app.add_option(
         "--data-memory", flags.data_memory,
         "Bytes that data may take in memory, such as 2GB; default: half of the memory that "
         "this machine, or this process's control group, has")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
  app.add_option("--instruction-set", flags.instruction_set,
                 "The processor's instructions to use; the fastest where not given, all with the "
                 "same results")
      ->check(CLI::IsMember(InstructionSetNames()));
  app.add_option("--grace", flags.grace_seconds,
                 "Seconds, at least 1, within which a worker that is asked to stop finishes its "
                 "epoch, hands its task back and ends")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--log-level", flags.log_level, "debug, info, warn or error")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  app.add_option("--log-format", flags.log_format,
                 "text, or logfmt: fields with names, for programs that read logs")
      ->check(CLI::IsMember(LogFormatNames()))
      ->envname("RUNG_LOG_FORMAT")
      ->capture_default_str();
  app.add_flag("--exit-with-parent", flags.exit_with_parent,
               "Stop when the process that started this one ends");
  app.set_version_flag("--version", "rung-worker " RUNG_VERSION);
}

absl::StatusOr<RandomPause> PauseOfEnvironment() {
  const char* value = std::getenv("RUNG_TEST_RANDOM_PAUSE");
  return value == nullptr ? RandomPause() : RandomPause::Parse(value);
}

// A test aid: RUNG_TEST_ABORT_TRIAL=N is a trainer that crashes on trial N.
std::function<void(const v1::Task&)> AbortOfEnvironment() {
  const char* value = std::getenv("RUNG_TEST_ABORT_TRIAL");
  if (value == nullptr) return [](const v1::Task&) {};
  return [deadly = std::atoll(value)](const v1::Task& task) {
    if (task.trial() == deadly) std::abort();
  };
}

absl::Status CheckFlags(const Flags& flags) {
  ASSIGN_OR_RETURN(
      const std::optional<std::string> warning,
      CheckEndpoint(flags.coordinator, Role::kWorker, std::chrono::system_clock::now()));
  if (warning) spdlog::warn("{}", *warning);
  if (IsWorkerId(flags.name)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("the name '{}' is not 1 to 63 letters, digits, '.', '_' or '-'", flags.name));
}

// Tells of the life before for as long as farewells may take.
void TellShortly(CoordinatorClient& coordinator, const LastWords& last_words) {
  const std::stop_source now;
  now.request_stop();
  const GracePeriod period(now.get_token(), kFarewell);
  TellOfEnd(coordinator, last_words, MachineRandom(), period.token());
}

absl::Status Run(const Flags& flags, const Life& life) {
  ASSIGN_OR_RETURN(const RandomPause pause, PauseOfEnvironment());
  ASSIGN_OR_RETURN(const mlp::InstructionSet instruction_set, InstructionSetOf(flags));
  ASSIGN_OR_RETURN(BlobCache cache, BlobCache::Open(flags.cache, flags.cache_bytes));
  const std::stop_source stop;
  StopOnSignal(stop);
  TakeGrpcLog([](const char* line) { spdlog::debug("gRPC: {}", line); });
  ASSIGN_OR_RETURN(const auto coordinator, ConnectToCoordinator(flags.coordinator));
  if (life.is_to_tell_only) {
    if (life.before) TellShortly(*coordinator, *life.before);
    return absl::OkStatus();
  }
  // Beside the work, for as long as this life lasts: the coordinator may be away.
  const std::jthread telling([&](const std::stop_token& ended) {
    if (life.before) TellOfEnd(*coordinator, *life.before, MachineRandom(), ended);
  });
  const std::jthread reminding([&flags](const std::stop_token& ended) {
    ExpiryReminder identity(flags.coordinator.is_tls() ? flags.coordinator.identity : "",
                            Role::kWorker);
    while (PauseFor(std::chrono::hours(1), ended)) {
      if (const auto due = identity.Due(std::chrono::system_clock::now())) spdlog::warn("{}", *due);
    }
  });
  if (!PauseFor(life.pause, stop.get_token())) return absl::OkStatus();
  // What cannot be left in the middle, as the reading of a large file, ends with the process.
  const GracePeriod longest(stop.get_token(), LongestStop(flags));
  const std::stop_callback exit_late(longest.token(), [] { _exit(1); });
  spdlog::info("works for the coordinator at {}, data in {}, instruction set {}",
               flags.coordinator.address, flags.cache, instruction_set.name);
  Agent agent(*coordinator,
              {.worker = flags.name,
               .previous_session = life.before ? life.before->session : "",
               .host = HostName(),
               .cpu_count = CpuCount(),
               .data_memory = flags.data_memory,
               .grace = GraceOf(flags),
               .pause = pause,
               .instruction_set = instruction_set,
               .on_session = life.on_session,
               .on_task =
                   [&life, abort = AbortOfEnvironment()](const v1::Task& task) {
                     life.on_task(task.name());
                     abort(task);
                   }},
              std::move(cache), MachineRandom());
  return agent.Run(stop.get_token());
}

int Fail(const absl::Status& status) {
  fmt::print(stderr, "rung-worker: {}\n", std::string(status.message()));
  return 1;
}

int RunLife(const Flags& flags, const Life& life) {
  const absl::Status status = Run(flags, life);
  return status.ok() ? 0 : Fail(status);
}

// The process that people see; it starts the one that works.
int Main(const Flags& flags, int parent) {
  absl::Status status = CheckFlags(flags);
  if (status.ok() && flags.exit_with_parent) status = StopWithParent(parent);
  if (!status.ok()) return Fail(status);
  return Supervise([&flags](const Life& life) { return RunLife(flags, life); },
                   {.stop = LongestStop(flags) + kMargin, .tell = kFarewell + kMargin});
}

}  // namespace
}  // namespace rung

int main(int argc, char** argv) {
  const int parent = getppid();
  rung::KeepFreedMemory();
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  rung::Flags flags;
  CLI::App app("Trains networks for a rung coordinator, one task at a time on one core.");
  rung::Describe(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kExitBadUsage = 2;
    return app.exit(error) == 0 ? 0 : kExitBadUsage;
  }
  rung::StartLog("rung-worker", rung::LogFormatOf(flags.log_format), flags.log_level,
                 rung::LogField("worker", flags.name));
  return rung::Main(flags, parent);
}
