#include "client/program.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <new>
#include <vector>

#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/render/text.h"
#include "client/terminal.h"
#include "common/rpc/channel.h"

namespace rung {
namespace {

constexpr char kCoordinatorHelp[] =
    "The coordinator's address; default: RUNG_COORDINATOR, then localhost:7077";

constexpr char kIdentityHelp[] =
    "Your client's identity, made by `rung certs client`, to speak TLS with; default: "
    "RUNG_IDENTITY";

constexpr char kInsecureHelp[] =
    "Go without an identity to a coordinator on another machine, unencrypted";

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

// Memory may run out wherever data are read.
absl::StatusOr<int> Act(const Action& action) {
  try {
    return action();
  } catch (const std::bad_alloc&) {
    return absl::InternalError(
        "out of memory; end other programs, or do this on a machine with more");
  }
}

// An empty variable counts as none.
std::string FromEnvironment(const char* variable, const char* otherwise) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

}  // namespace

Program::Program()
    : app_(std::make_unique<CLI::App>(
          "Searches hyperparameters of neural networks across machines.", "rung")),
      settings_{.coordinator = {.address = FromEnvironment("RUNG_COORDINATOR", kDefaultAddress),
                                .identity = FromEnvironment("RUNG_IDENTITY", "")}} {
  app_->footer(std::string(kFooter) + kExitCodeHelp);
  app_->set_version_flag("--version", std::string("rung ") + RUNG_VERSION);
  app_->require_subcommand(0, 1);
  // Before the verb as well as after it.
  app_->add_option("--coordinator", settings_.coordinator.address, kCoordinatorHelp)
      ->type_name("HOST:PORT");
  app_->add_option("--identity", settings_.coordinator.identity, kIdentityHelp)->type_name("FILE");
  app_->add_flag("--insecure", settings_.coordinator.is_insecure, kInsecureHelp);
  AddInit(*this);
  AddPlan(*this);
  AddLocal(*this);
  AddSearch(*this);
  AddLs(*this);
  AddShow(*this);
  AddTrials(*this);
  AddBest(*this);
  AddWatch(*this);
  AddPause(*this);
  AddResume(*this);
  AddStop(*this);
  AddCancel(*this);
  AddRm(*this);
  AddData(*this);
  AddWorkers(*this);
  AddTop(*this);
  AddDoctor(*this);
  AddHealth(*this);
  AddCompare(*this);
  AddModel(*this);
  AddPredict(*this);
  AddCerts(*this);
}

Program::~Program() = default;

Verb Program::AddVerb(const std::string& name, const std::string& description,
                      const std::string& example) {
  return Verb(*app_, action_, name, description, example);
}

void Program::AddOutputOption(Verb& verb) {
  static const std::map<std::string, Format> kFormats = {{"table", Format::kTable},
                                                         {"json", Format::kJson},
                                                         {"jsonl", Format::kJsonLines},
                                                         {"csv", Format::kCsv}};
  verb.AddChoice(
      "-o,--output", {"table", "json", "jsonl", "csv"},
      [this](const std::string& name) { settings_.format = kFormats.at(name); },
      "How results are written: table (default), json, jsonl or csv", "FORMAT");
}

void Program::AddAddressOption(Verb& verb) {
  verb.AddOption("--coordinator", settings_.coordinator.address, kCoordinatorHelp, "HOST:PORT");
  verb.AddOption("--identity", settings_.coordinator.identity, kIdentityHelp, "FILE");
  verb.AddFlag("--insecure", settings_.coordinator.is_insecure, kInsecureHelp);
}

void Program::AddCoordinatorOptions(Verb& verb) {
  AddAddressOption(verb);
  AddOutputOption(verb);
}

int Program::Run(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? kExitSuccess : kExitBadInput;
  }
  if (!action_) return PrintResult(app_->help()) ? kExitSuccess : kExitFailed;
  const absl::StatusOr<int> exit_code = Act(action_);
  if (exit_code.ok()) return *exit_code;
  PrintError(std::string(exit_code.status().message()));
  return ExitCodeOf(exit_code.status());
}

void AddSearchArgument(Verb& verb, std::string& search) {
  verb.AddOptional("SEARCH", search,
                   "The search, or the beginning of its name; "
                   "left out: the only one that is running, or that there is");
}

}  // namespace rung
