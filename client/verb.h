#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace CLI {
class App;
}  // namespace CLI

namespace rung {

// What a verb does; answers the exit code.
using Action = std::function<absl::StatusOr<int>()>;

// One verb of the command line: what it takes and what it does. A handle: copies
// are the same verb. Values are filled before the action runs and must live until
// then. (The only door to CLI11, whose headers take long to compile.)
class Verb {
 public:
  // A verb under `parent`, whose action goes to `chosen` when the user names it. Its help ends
  // with the example and the exit codes.
  Verb(CLI::App& parent, Action& chosen, const std::string& name, const std::string& description,
       const std::string& example);

  // A verb below this one. Where both have an action, the lower one's counts.
  Verb AddVerb(const std::string& name, const std::string& description, const std::string& example);

  // An argument that is given must not be empty.
  void AddRequired(const std::string& name, std::string& value, const std::string& description);
  void AddOptional(const std::string& name, std::string& value, const std::string& description);
  // One value or more.
  void AddRequired(const std::string& name, std::vector<std::string>& values,
                   const std::string& description);

  void AddOption(const std::string& name, std::string& value, const std::string& description,
                 const std::string& type = "TEXT");
  void AddOption(const std::string& name, std::optional<std::string>& value,
                 const std::string& description);
  // May be given several times.
  void AddOption(const std::string& name, std::vector<std::string>& values,
                 const std::string& description, const std::string& type);
  // A whole number, written in digits alone.
  void AddOption(const std::string& name, std::optional<std::uint64_t>& value,
                 const std::string& description);
  // Of min to max; the help shows the default, the value as it is.
  void AddOption(const std::string& name, int& value, int min, int max,
                 const std::string& description);
  // One of the choices, handed to `take`.
  void AddChoice(const std::string& name, const std::vector<std::string>& choices,
                 const std::function<void(const std::string&)>& take,
                 const std::string& description, const std::string& type);
  void AddFlag(const std::string& name, bool& value, const std::string& description);

  void SetAction(Action action);

 private:
  CLI::App* app_;
  Action* chosen_;
};

}  // namespace rung
