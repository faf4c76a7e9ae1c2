#include "coordinator/store/restore.h"

#include <fmt/format.h>

#include <memory>

#include "coordinator/commands/commands.h"
#include "coordinator/commands/fail.h"

namespace rung {
namespace {

int RunRestore(const std::string& folder, const std::string& database) {
  const auto size = Restore(folder, database);
  if (!size.ok()) return Fail(size.status());
  fmt::print("{}: a database of {} bytes and {} blobs\n", database, size->database_bytes,
             size->blob_count);
  return 0;
}

}  // namespace

void AddRestore(CLI::App& app, std::string& database, Command& command) {
  CLI::App* verb = app.add_subcommand(
      "restore", "Makes a database of a backup that is sound; overwrites nothing");
  verb->footer("Example: rung-coordinator restore --from lab.backup --db lab.db");
  auto folder = std::make_shared<std::string>();
  verb->add_option("--from", *folder, "A folder that `backup` made")->required();
  verb->add_option("--db", database, "The database to make; it must not exist")
      ->capture_default_str();
  verb->callback([&database, &command, folder] {
    command = [&database, folder] { return RunRestore(*folder, database); };
  });
}

}  // namespace rung
