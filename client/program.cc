#include "client/program.h"

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <vector>

#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/render/text.h"
#include "client/terminal.h"
#include "common/rpc/channel.h"

namespace rung {
namespace {

// Bare `rung` shows this too.
constexpr char kFooter[] =
    "Example: begin on one machine, without any set-up\n"
    "  rung init flowers.csv -f flowers.txtpb\n"
    "  rung local flowers.txtpb --workers 4\n"
    "\n"
    "SEARCH may be any beginning of a search's name that is unique; left out, it is the only\n"
    "search that is running. Results go to stdout, all else to stderr.\n"
    "\n";

// What users named in a message must not steer a terminal.
void PrintError(const std::string& message) {
  PrintNote("rung: " + EscapeLines(message) + (message.ends_with('\n') ? "" : "\n"));
}

std::string CoordinatorFromEnvironment() {
  const char* address = std::getenv("RUNG_COORDINATOR");
  return address != nullptr && *address != '\0' ? address : kDefaultCoordinator;
}

absl::StatusOr<int> Act(Program& program) {
  if (absl::Status status = CheckAddress(program.settings.coordinator); !status.ok()) return status;
  return program.action();
}

}  // namespace

CLI::App* AddVerb(CLI::App& parent, const std::string& name, const std::string& description,
                  const std::string& example) {
  CLI::App* verb = parent.add_subcommand(name, description);
  verb->footer(fmt::format("Example:\n  {}\n\n{}", example, kExitCodeHelp));
  return verb;
}

void AddOutputOption(CLI::App* verb, Settings& settings) {
  static const std::map<std::string, Format> kFormats = {{"table", Format::kTable},
                                                         {"json", Format::kJson},
                                                         {"jsonl", Format::kJsonLines},
                                                         {"csv", Format::kCsv}};
  verb->add_option_function<std::string>(
          "-o,--output",
          [&settings](const std::string& name) { settings.format = kFormats.at(name); },
          "How results are written: table (default), json, jsonl or csv")
      ->check(CLI::IsMember(std::vector<std::string>{"table", "json", "jsonl", "csv"}))
      ->type_name("FORMAT");
}

void AddCoordinatorOptions(CLI::App* verb, Settings& settings) {
  verb->add_option("--coordinator", settings.coordinator,
                   "The coordinator's address; default: RUNG_COORDINATOR, then localhost:7077")
      ->type_name("HOST:PORT");
  AddOutputOption(verb, settings);
}

void AddSearchArgument(CLI::App* verb, std::string& search) {
  verb->add_option("SEARCH", search,
                   "The search, or the beginning of its name; "
                   "left out: the only one that is running")
      ->type_name("");
}

void AddAllVerbs(Program& program) {
  program.settings.coordinator = CoordinatorFromEnvironment();
  program.app.name("rung");
  program.app.description("Searches hyperparameters of neural networks across machines.");
  program.app.footer(std::string(kFooter) + kExitCodeHelp);
  program.app.set_version_flag("--version", std::string("rung ") + RUNG_VERSION);
  program.app.require_subcommand(0, 1);
  AddInit(program);
  AddPlan(program);
  AddLocal(program);
  AddSearch(program);
  AddLs(program);
  AddShow(program);
  AddTrials(program);
  AddBest(program);
  AddWatch(program);
  AddPause(program);
  AddResume(program);
  AddStop(program);
  AddCancel(program);
  AddRm(program);
  AddData(program);
  AddWorkers(program);
  AddCompare(program);
}

int RunProgram(Program& program, int argc, const char* const* argv) {
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.app.exit(error) == 0 ? kExitSuccess : kExitBadInput;
  }
  if (!program.action) return PrintResult(program.app.help()) ? kExitSuccess : kExitFailed;
  const absl::StatusOr<int> exit_code = Act(program);
  if (exit_code.ok()) return *exit_code;
  PrintError(std::string(exit_code.status().message()));
  return ExitCodeOf(exit_code.status());
}

}  // namespace rung
