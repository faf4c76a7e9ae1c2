#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <stop_token>
#include <vector>

#include "client/commands/commands.h"
#include "client/csv_file.h"
#include "client/exit_code.h"
#include "client/local_file.h"
#include "client/output_file.h"
#include "client/render/text.h"
#include "client/search_file.h"
#include "client/terminal.h"
#include "common/data/csv.h"
#include "common/data/prepare.h"
#include "common/memory_limit.h"
#include "common/sha256.h"
#include "common/spec/spec_file.h"
#include "common/status_macros.h"

namespace rung {
namespace {

// What the column of labels from a file of their own is called, if nothing else is said.
constexpr char kLabelOfLabels[] = "label";

struct InitOptions {
  std::string path;
  std::string label_path;
  std::string file;  // empty: stdout
  std::string label;
  std::string name;
  std::vector<std::string> categorical;
  std::vector<std::string> ignore;
  bool overwrites = false;
};

// The path of one of the data's files from the folder of the search file.
std::string PathFromFile(const InitOptions& options, const std::filesystem::path& path) {
  const std::filesystem::path folder = std::filesystem::path(options.file).parent_path();
  if (path.empty() || path.is_absolute() || folder.empty()) return path.string();
  std::error_code error;
  const std::filesystem::path relative = std::filesystem::relative(path, folder, error);
  return error || relative.empty() ? std::filesystem::absolute(path).string() : relative.string();
}

// A column that only names its rows has as many categories as there are rows.
absl::StatusOr<Table> ReadData(const InitOptions& options, const std::string& csv_path) {
  CsvOptions csv;
  csv.display_name = options.path;
  csv.label = options.label;
  csv.categorical = options.categorical;
  csv.ignore = options.ignore;
  csv.max_bytes = DefaultDataMemory();
  csv.max_categories = std::numeric_limits<int>::max();
  return AsBadInput(ReadCsv(csv_path, csv));
}

absl::StatusOr<SearchFile> MakeFile(const InitOptions& options, const std::string& csv_path) {
  ASSIGN_OR_RETURN(const Table table, ReadData(options, csv_path));
  return MakeSearchFile(table, {.data_path = PathFromFile(options, options.path),
                                .label_path = PathFromFile(options, options.label_path),
                                .name = options.name,
                                .label = options.label,
                                .categorical = options.categorical,
                                .ignore = options.ignore});
}

// A file that the search would refuse is not written.
absl::Status CheckCanRun(const InitOptions& options, const std::string& csv_path,
                         const SearchFile& file) {
  ASSIGN_OR_RETURN(const v1::SearchSpec spec, ParseSearchSpec(file.text, "the search file"));
  ASSIGN_OR_RETURN(const std::string digest, AsBadInput(Sha256HexOfFile(csv_path)));
  return AsBadInput(
      PrepareData(csv_path, options.path, digest, spec.data(), DefaultDataMemory()).status());
}

absl::StatusOr<int> Init(InitOptions options) {
  if (!options.label_path.empty() && options.label.empty()) options.label = kLabelOfLabels;
  if (options.name.empty() && !options.file.empty()) options.name = SearchNameAfter(options.file);
  ASSIGN_OR_RETURN(const CsvFile csv, CsvFile::Open({.path = options.path,
                                                     .label_path = options.label_path,
                                                     .label = options.label},
                                                    std::stop_token()));
  ASSIGN_OR_RETURN(const SearchFile file, MakeFile(options, csv.path()));
  RETURN_IF_ERROR(CheckCanRun(options, csv.path(), file));
  if (options.file.empty()) {
    if (!PrintResult(file.text)) return absl::InternalError("stdout takes no more");
  } else {
    RETURN_IF_ERROR(WriteOutputFile(options.file, file.text, options.overwrites));
  }
  for (const std::string& note : file.notes) PrintNote(note + '\n');
  return kExitSuccess;
}

}  // namespace

void AddInit(Program& program) {
  Verb verb = program.AddVerb("init", "Write a search file for a data set",
                              "rung init flowers.csv -f flowers.txtpb");
  auto options = std::make_shared<InitOptions>();
  verb.AddRequired(
      "DATA", options->path,
      "A CSV file with a header row, an IDX or a .npy file, perhaps compressed by gzip");
  verb.AddOption("-f,--file", options->file, "Where to write; default: stdout");
  verb.AddOption("--labels", options->label_path,
                 "An IDX or .npy file with the labels, if DATA is one without");
  verb.AddOption("--label", options->label,
                 "The column to predict; default: label, target, class or y, else the last");
  verb.AddOption("--name", options->name,
                 "The search's name; default: that of FILE without its ending, else of DATA");
  verb.AddOption("--categorical", options->categorical,
                 "A column to read as categories although it holds numbers; may be repeated",
                 "COLUMN");
  verb.AddOption("--ignore", options->ignore, "A column to leave out; may be repeated", "COLUMN");
  verb.AddFlag("--force", options->overwrites, "Overwrite the file");
  verb.SetAction([options] { return Init(*options); });
}

}  // namespace rung
