#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the calling function if `expression`, an absl::Status, is an error.
#define RETURN_IF_ERROR(expression)                                   \
  do {                                                                \
    if (absl::Status rung_status = (expression); !rung_status.ok()) { \
      return rung_status;                                             \
    }                                                                 \
  } while (false)

// Assigns the value of `expression`, an absl::StatusOr, to `target`, which may
// declare a variable; returns its status if it is an error.
#define ASSIGN_OR_RETURN(target, expression) \
  RUNG_ASSIGN_OR_RETURN(RUNG_CONCATENATE(rung_status_or_, __LINE__), target, expression)

#define RUNG_CONCATENATE_INNER(left, right) left##right
#define RUNG_CONCATENATE(left, right) RUNG_CONCATENATE_INNER(left, right)
#define RUNG_ASSIGN_OR_RETURN(temporary, target, expression) \
  auto temporary = (expression);                             \
  if (!temporary.ok()) {                                     \
    return std::move(temporary).status();                    \
  }                                                          \
  target = *std::move(temporary)
