#include "coordinator/observe/call_metrics.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/status.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace rung {
namespace {

using grpc::experimental::InterceptionHookPoints;
using Clock = std::chrono::steady_clock;

const prometheus::Histogram::BucketBoundaries kCallSeconds = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60};

// The names of grpc::StatusCode, from 0 on.
constexpr std::array kCodes = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

constexpr char kOther[] = "other";

// `SearchService/GetSearch` of `/rung.v1.SearchService/GetSearch`.
std::string ShownMethod(const std::string& method) {
  constexpr std::string_view kApi = "/rung.v1.";
  if (!method.starts_with(kApi)) return kOther;
  const std::string shown = method.substr(kApi.size());
  std::string full_name = method.substr(1);
  std::ranges::replace(full_name, '/', '.');
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  return pool->FindMethodByName(full_name) == nullptr ? kOther : shown;
}

class CallTimer final : public grpc::experimental::Interceptor {
 public:
  CallTimer(CallMetrics& metrics, const char* method) : metrics_(metrics), method_(method) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const std::chrono::duration<double> taken = Clock::now() - start_;
      metrics_.Observe(method_, methods->GetSendStatus().error_code(), taken.count());
    }
    methods->Proceed();
  }

 private:
  CallMetrics& metrics_;
  const std::string method_;
  const Clock::time_point start_ = Clock::now();
};

}  // namespace

CallMetrics::CallMetrics(prometheus::Registry& registry)
    : family_(prometheus::BuildHistogram()
                  .Name("rung_call_seconds")
                  .Help("Time from a call's arrival to its answer, by method and code; LeaseTask "
                        "waits for a task, up to 20 s")
                  .Register(registry)) {}

grpc::experimental::Interceptor* CallMetrics::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  return new CallTimer(*this, info->method());
}

void CallMetrics::Observe(const std::string& method, int code, double seconds) {
  const MutexLock lock(mutex_);
  auto found = histograms_.find({method, code});
  if (found == histograms_.end()) {
    const bool is_known = code >= 0 && static_cast<std::size_t>(code) < kCodes.size();
    const std::string name = is_known ? kCodes[static_cast<std::size_t>(code)] : "UNKNOWN";
    const std::string shown = ShownMethod(method);
    prometheus::Histogram& one = family_.Add({{"method", shown}, {"code", name}}, kCallSeconds);
    if (shown == kOther) return one.Observe(seconds);
    found = histograms_.emplace(std::pair(method, code), &one).first;
  }
  found->second->Observe(seconds);
}

}  // namespace rung
