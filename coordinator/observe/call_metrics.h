#pragma once

#include <grpcpp/support/server_interceptor.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "common/mutex.h"

namespace rung {

// Measures each call of the API from its arrival to its answer, by method and code, and
// changes none. Thread-safe.
class CallMetrics final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  // `registry` outlives this.
  explicit CallMetrics(prometheus::Registry& registry);

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

  // `method` is that of a call, as `/rung.v1.SearchService/GetSearch`. One that is not of the
  // API counts under `other`, so that no caller can make up more.
  void Observe(const std::string& method, int code, double seconds) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  prometheus::Family<prometheus::Histogram>& family_;
  Mutex mutex_;
  std::map<std::pair<std::string, int>, prometheus::Histogram*> histograms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rung
