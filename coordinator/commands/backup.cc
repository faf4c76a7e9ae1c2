#include "coordinator/store/backup.h"

#include <memory>

#include "coordinator/commands/commands.h"
#include "coordinator/commands/copied.h"

namespace rung {

void AddBackup(CLI::App& app, std::string& database, Command& command) {
  CLI::App* verb = app.add_subcommand(
      "backup", "Copies a database with its data and networks; a coordinator may go on using it");
  verb->footer("Example: rung-coordinator backup --db lab.db --to lab.backup");
  verb->add_option("--db", database, "The database")->capture_default_str();
  auto folder = std::make_shared<std::string>();
  verb->add_option("--to", *folder, "The folder to make; it must not exist")->required();
  verb->callback([&database, &command, folder] {
    command = [&database, folder] { return Copied(*folder, BackUp(database, *folder)); };
  });
}

}  // namespace rung
