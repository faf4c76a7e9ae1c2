#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "client/launch.h"
#include "client/session.h"

// A search on a coordinator that is there for it alone and ends with it, what it
// recorded being left in a database file.
namespace rung {

// StartSearch, but where the name is taken, ALREADY_EXISTS says what can be done about the
// search of that name.
absl::StatusOr<v1::Search> StartLocalSearch(Session& session, const Launch& launch,
                                            const std::string& database);

// Goes on with the search of that name that the database holds. Errors: NOT_FOUND,
// FAILED_PRECONDITION (it was started with another spec or other data; the message says
// what differs).
absl::StatusOr<v1::Search> ResumeLocalSearch(Session& session, const Launch& launch,
                                             const std::string& database);

// How to ask about a search once its coordinator has ended, in lines for people.
std::string AskMoreText(const std::string& database, const std::string& search);

}  // namespace rung
