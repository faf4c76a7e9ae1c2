#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>

#include "client/commands/commands.h"
#include "client/exit_code.h"
#include "client/interrupt.h"
#include "client/model_export.h"
#include "client/output_file.h"
#include "client/session.h"
#include "client/terminal.h"
#include "common/escape.h"
#include "common/status_macros.h"

namespace rung {
namespace {

constexpr char kGetExample[] = "rung model get flowers -f flowers.onnx";

struct GetOptions {
  std::string search;
  std::string trial;  // empty: the best
  std::string file;   // `-`: stdout
  bool overwrites = false;

  bool is_stdout() const { return file == "-"; }
};

absl::StatusOr<std::optional<std::int64_t>> WantedTrial(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::int64_t trial = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), trial);
  if (error == std::errc() && end == text.data() + text.size() && trial >= 0) return trial;
  return absl::InvalidArgumentError(fmt::format(
      "'{}' is not the number of a trial; `rung trials` lists them", EscapeControls(text)));
}

absl::Status CheckFile(const GetOptions& options) {
  if (options.file.empty()) {
    return absl::InvalidArgumentError(
        "name the file to write by -f, or write to stdout by -f -; for example -f model.onnx");
  }
  return options.is_stdout() ? absl::OkStatus() : CheckOutputFile(options.file, options.overwrites);
}

absl::Status Write(const GetOptions& options, const std::string& content) {
  if (!options.is_stdout()) return WriteOutputFile(options.file, content, options.overwrites);
  return PrintResult(content) ? absl::OkStatus() : absl::InternalError("stdout takes no more");
}

absl::StatusOr<int> Get(const Settings& settings, const GetOptions& options) {
  const Interrupt interrupt;
  RETURN_IF_ERROR(CheckFile(options));
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> trial, WantedTrial(options.trial));
  Session session(settings.coordinator, interrupt.token());
  ASSIGN_OR_RETURN(const v1::Search search, session.FindSearch(options.search));
  ASSIGN_OR_RETURN(const ModelExport model, ExportModel(session, search, trial));
  RETURN_IF_ERROR(Write(options, model.onnx));
  PrintNote(EscapeControls(model.description) + '\n');
  return kExitSuccess;
}

void AddModelGet(Program& program, Verb& model) {
  Verb verb = model.AddVerb("get", "Write a trial's network as an ONNX file", kGetExample);
  auto options = std::make_shared<GetOptions>();
  verb.AddRequired("SEARCH", options->search, "The search, or the beginning of its name");
  verb.AddOptional("TRIAL", options->trial, "The trial's number; left out: the best trial");
  verb.AddOption("-f,--file", options->file, "Where to write; `-` for stdout");
  verb.AddFlag("--force", options->overwrites, "Overwrite the file");
  program.AddAddressOption(verb);
  verb.SetAction([&program, options] { return Get(program.settings(), *options); });
}

}  // namespace

void AddModel(Program& program) {
  Verb verb = program.AddVerb("model", "Take a trial's network away as a file", kGetExample);
  AddModelGet(program, verb);
  verb.SetAction([]() -> absl::StatusOr<int> {
    return absl::InvalidArgumentError(
        fmt::format("say what to do with the model, as in `{}`", kGetExample));
  });
}

}  // namespace rung
