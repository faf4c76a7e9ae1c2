"""`rung local`: a whole search on this machine, what it leaves behind, and how it is gone on with."""

import pathlib
import signal
import unittest

from lab import BIN, EXAMPLES, LabTest, small_search, wait_until


class LocalTest(LabTest):
    def files(self):
        return sorted(path.name for path in pathlib.Path(self.lab.directory).iterdir())

    def interrupt_a_long_search(self, *flags):
        """Its last words."""
        local = self.lab.start("local", [BIN / "rung", "local", "long.search", "--db", self.lab.database, *flags])
        wait_until(lambda: self.lab.database.exists() and "running" in local.log, "the search to run")
        local.signal(signal.SIGINT)
        self.assertEqual(local.process.wait(60), 130)
        return local.log

    def test_says_at_its_end_how_to_ask_more(self):
        done = self.run_ok("local", self.lab.write("s.search", small_search()), "--db", "my lab.db")
        self.assertIn("rung-coordinator --db 'my lab.db' &\n  rung compare small learning_rate\n", done.stderr)
        again = self.lab.rung("local", "s.search", "--db", "my lab.db")
        self.assertEqual(again.returncode, 2)
        self.assertIn("already; ask about it with `rung-coordinator --db 'my lab.db' &`", again.stderr)

    def test_needs_no_home(self):
        self.run_ok("local", self.lab.write("s.search", small_search()),
                    environment={"HOME": "/dev/null", "XDG_CACHE_HOME": ""})

    def test_leaves_nothing_behind_where_the_data_are_missing_or_wrong(self):
        self.lab.write("bad.csv", "a,digit\n1,2\n3\n")
        for data, part in (("none.csv", "none.csv"), ("bad.csv", "bad.csv:3:")):
            self.lab.write("s.search", small_search(data=data))
            before = self.files()
            done = self.lab.rung("local", "s.search")
            self.assertEqual(done.returncode, 2)
            self.assertIn(part, done.stderr)
            self.assertEqual(self.files(), before)

    def test_names_the_database_that_is_not_there_to_go_on_with(self):
        self.lab.write("s.search", small_search())
        done = self.lab.rung("local", "s.search", "--resume", "--db", "nosuch.db")
        self.assertEqual(done.returncode, 4)
        self.assertIn("nosuch.db", done.stderr)
        self.assertEqual(self.files(), ["s.search"])

    def test_goes_on_only_with_the_search_that_was_started(self):
        data = self.lab.write("digits.csv", (EXAMPLES / "digits.csv").read_text())
        self.lab.write("long.search", small_search(name="long", trials=81, epochs=81 * 9, data=data))
        said = self.interrupt_a_long_search("--seed", "7")
        self.assertIn(f"--seed 7 --workers 1 --db {self.lab.database} --resume", said)
        resume = ["local", "long.search", "--db", self.lab.database, "--resume"]
        other_seed = self.lab.rung(*resume)
        self.assertEqual(other_seed.returncode, 2)
        self.assertIn("modified: seed: 7 -> 1", other_seed.stderr)
        data.write_text(data.read_text() + data.read_text().splitlines()[1] + "\n")
        other_data = self.lab.rung(*resume, "--seed", "7")
        self.assertEqual(other_data.returncode, 2)
        self.assertIn("digits.csv holds other data", other_data.stderr)
        data.unlink()
        self.interrupt_a_long_search("--seed", "7", "--resume")


if __name__ == "__main__":
    unittest.main()
