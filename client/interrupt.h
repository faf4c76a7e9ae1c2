#pragma once

#include <chrono>
#include <stop_token>
#include <thread>

namespace rung {

// Turns SIGINT, SIGTERM and SIGHUP into a request to stop; any of them after that ends the
// program on the spot. Made before the program's other threads (they inherit that these signals
// are blocked); one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Stops once a signal has arrived.
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread waiter_;
};

// Waits for `duration`, or until a stop is requested; true if it was.
bool WaitOrStop(std::chrono::milliseconds duration, const std::stop_token& stop);

}  // namespace rung
