#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

// What `rung-coordinator` does besides serving: a file for each verb. All of them work
// beside a coordinator that runs on the same database, but for restoring it.
namespace rung {

// Does the work of a verb and answers the exit code.
using Command = std::function<int()>;

// Each adds its verb, which shares --db with the program, and is chosen by setting `command`.
void AddBackup(CLI::App& app, std::string& database, Command& command);
void AddCheck(CLI::App& app, std::string& database, Command& command);
void AddRestore(CLI::App& app, std::string& database, Command& command);

}  // namespace rung
