#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <atomic>
#include <cstdlib>

namespace rung {
namespace {

std::atomic<void (*)(const char*)> taker = nullptr;

}  // namespace

void TakeGrpcLog(void (*take)(const char* line)) {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  taker = take;
  gpr_set_log_function([](gpr_log_func_args* line) { taker.load()(line->message); });
}

}  // namespace rung
