#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rung {

// The bytes of one input: first those that choose what is done, then the content.
class FuzzInput {
 public:
  // `data` must outlive this.
  FuzzInput(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}

  // Takes the next byte; 0 at the end.
  unsigned TakeByte();
  // Takes so many bytes, or all that are left.
  std::string_view Take(std::size_t size);
  // All that is left.
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace rung
