#include "coordinator/store/restore.h"

#include <memory>

#include "coordinator/commands/commands.h"
#include "coordinator/commands/copied.h"

namespace rung {

void AddRestore(CLI::App& app, std::string& database, Command& command) {
  CLI::App* verb = app.add_subcommand(
      "restore", "Makes a database of a backup that is sound; overwrites nothing");
  verb->footer("Example: rung-coordinator restore --from lab.backup --db lab.db");
  auto folder = std::make_shared<std::string>();
  verb->add_option("--from", *folder, "A folder that `backup` made")->required();
  verb->add_option("--db", database, "The database to make; it must not exist")
      ->capture_default_str();
  verb->callback([&database, &command, folder] {
    command = [&database, folder] { return Copied(database, Restore(*folder, database)); };
  });
}

}  // namespace rung
