#include "client/local_file.h"

namespace rung {
absl::Status AsBadInput(const absl::Status& status) {
  const bool is_of_file = absl::IsNotFound(status) || absl::IsUnavailable(status);
  return is_of_file ? absl::InvalidArgumentError(status.message()) : status;
}

}  // namespace rung
