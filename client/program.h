#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "client/render/answer.h"

namespace rung {

inline constexpr char kDefaultCoordinator[] = "localhost:7077";

// What all verbs understand.
struct Settings {
  std::string coordinator;  // where the verb takes it
  Format format = Format::kTable;
};

// The command line. Parsing it chooses the action, whose answer is the exit code.
struct Program {
  CLI::App app;
  Settings settings;
  std::function<absl::StatusOr<int>()> action;
};

// Adds a verb; its help ends with the example and the exit codes.
CLI::App* AddVerb(CLI::App& parent, const std::string& name, const std::string& description,
                  const std::string& example);

// Adds `-o`.
void AddOutputOption(CLI::App* verb, Settings& settings);

// Adds `--coordinator` and `-o`.
void AddCoordinatorOptions(CLI::App* verb, Settings& settings);

// Adds the optional argument SEARCH.
void AddSearchArgument(CLI::App* verb, std::string& search);

// Sets what the verb does.
inline void SetAction(Program& program, CLI::App* verb,
                      std::function<absl::StatusOr<int>()> action) {
  verb->callback([&program, action = std::move(action)] { program.action = action; });
}

// Sets up the whole command line.
void AddAllVerbs(Program& program);

// Parses the command line, acts, says what went wrong, and answers the exit code.
int RunProgram(Program& program, int argc, const char* const* argv);

}  // namespace rung
