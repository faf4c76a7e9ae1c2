#pragma once

#include <memory>
#include <string>

#include "client/render/answer.h"
#include "client/verb.h"
#include "common/rpc/endpoint.h"

namespace rung {

// What all verbs understand.
struct Settings {
  Endpoint coordinator;  // where the verb takes it
  Format format = Format::kTable;
};

// The whole command line. Parsing it chooses an action.
class Program {
 public:
  Program();
  ~Program();

  // As the user left them; valid in an action.
  const Settings& settings() const { return settings_; }

  Verb AddVerb(const std::string& name, const std::string& description, const std::string& example);

  // Adds `-o`.
  void AddOutputOption(Verb& verb);

  // Adds `--coordinator`, `--identity` and `--insecure`.
  void AddAddressOption(Verb& verb);

  // Adds these and `-o`.
  void AddCoordinatorOptions(Verb& verb);

  // Parses the command line, acts, says what went wrong, and answers the exit code.
  int Run(int argc, const char* const* argv);

 private:
  const std::unique_ptr<CLI::App> app_;
  Settings settings_;
  Action action_;
};

// Adds the optional argument SEARCH.
void AddSearchArgument(Verb& verb, std::string& search);

}  // namespace rung
