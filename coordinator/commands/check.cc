#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "coordinator/commands/commands.h"
#include "coordinator/commands/fail.h"
#include "coordinator/store/database_checks.h"
#include "coordinator/store/database_report.h"

namespace rung {
namespace {

void Print(std::string_view what, const std::vector<std::string>& faults) {
  fmt::print("{:<11} {}\n", what, faults.empty() ? "sound" : "damaged");
  for (const std::string& fault : faults) fmt::print("  {}\n", fault);
}

int RunCheck(const std::string& database) {
  const absl::StatusOr<DatabaseReport> report = ReportOnDatabase(database);
  if (!report.ok()) return Fail(report.status());
  fmt::print("{:<11} {}\n", "schema", report->schema);
  Print("pages", report->page_faults);
  Print("references", report->reference_faults);
  Print(fmt::format("{} blobs", report->blob_count), report->blob_faults);
  if (report->is_sound()) return 0;
  return Fail(AboutFile(report->path, absl::DataLossError("it is damaged"),
                        "restore a backup by `rung-coordinator restore`"));
}

}  // namespace

void AddCheck(CLI::App& app, std::string& database, Command& command) {
  CLI::App* verb = app.add_subcommand(
      "check", "Reads a database and its blobs through; exits with 1 if anything is damaged");
  verb->footer("Example: rung-coordinator check --db lab.db");
  verb->add_option("--db", database, "The database, or `rung.db` in a backup")
      ->capture_default_str();
  verb->callback([&database, &command] { command = [&database] { return RunCheck(database); }; });
}

}  // namespace rung
