#pragma once

#include <string_view>

namespace rung {

// Tells the service manager that started this process, if it waits to hear (systemd's
// NOTIFY_SOCKET), how the service fares: "READY=1" or "STOPPING=1".
void TellServiceManager(std::string_view state);

}  // namespace rung
