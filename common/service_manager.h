#pragma once

#include <string_view>

namespace rung {

// Tells the service manager that started this process, if it waits to hear (systemd's
// NOTIFY_SOCKET), how the service fares: "READY=1", "STOPPING=1", or now and then "WATCHDOG=1",
// without which it takes the service for one that hangs and starts it anew. Thread-safe.
void TellServiceManager(std::string_view state);

}  // namespace rung
