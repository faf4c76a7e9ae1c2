"""The database is a person's to read, and no other program's to spoil."""

import gzip
import hashlib
import pathlib
import sqlite3
import subprocess
import unittest

from lab import BIN, LabTest, digest, small_search

GOLDEN = pathlib.Path(__file__).parent / "golden"
TRIALS_OF_SCHEMA_1 = "414649fa997ee4ca66e417a45c219db083f98aea016416f7da0738335479c0cf"


class DatabaseTest(LabTest):
    def refused(self):
        """Starts a coordinator that must refuse, and answers its words."""
        done = subprocess.run(
            [BIN / "rung-coordinator", "--db", self.lab.database, "--listen", "localhost:0"],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        return done.stderr

    def shell(self, sql):
        return subprocess.run(["sqlite3", self.lab.database, sql], capture_output=True, text=True, timeout=60)

    def test_the_shell_may_read_a_hundred_times_during_a_search(self):
        self.lab.start_coordinator()
        self.lab.start_worker("worker-1", environment={"RUNG_TEST_RANDOM_PAUSE": "1:200"})  # outlasts the reads
        self.run_ok("search", self.lab.write("s.search", small_search(trials=81, epochs=81)), "--detach")
        reads, answers = 0, set()
        while reads < 100 or len(answers) <= 10:  # it is written to all the while
            reads += 1
            done = self.shell("SELECT * FROM best_trials; SELECT count(*) FROM learning_curves; SELECT * FROM decisions")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            answers.add(done.stdout)
        self.assertEqual(self.lab.query("SELECT count(*) FROM decisions WHERE decision = 'finalist'"), [(0,)])
        self.run_ok("watch", "small")
        self.assertNotIn("busy", self.lab.processes[0].log.lower())
        self.assertEqual(len(self.shell("SELECT * FROM best_trials").stdout.splitlines()), 3)

    def test_a_second_coordinator_is_refused(self):
        self.lab.start_coordinator()
        self.assertIn("another coordinator", self.refused())

    def test_an_older_schema_is_copied_and_brought_up_to_date(self):
        """The file holds a whole search of the digits, as the last rung with schema 1 left it."""
        self.lab.database.write_bytes(gzip.decompress((GOLDEN / "schema-1.db.gz").read_bytes()))
        self.lab.start_coordinator()
        trials = self.run_ok("trials", "digits", "-o", "jsonl").stdout
        self.assertEqual(hashlib.sha256(trials.encode()).hexdigest(), TRIALS_OF_SCHEMA_1)
        self.assertEqual([worker["state"] for worker in self.run_json("workers")["workers"]], ["silent", "silent"])
        (copied,) = self.lab.directory.glob("lab.db.before-*")
        copy = sqlite3.connect(copied)
        self.assertEqual(copy.execute("PRAGMA user_version").fetchall(), [(1,)])
        self.assertEqual(copy.execute("SELECT count(*) FROM trials").fetchall(), [(81,)])
        copy.close()
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))

    def test_weights_of_a_finalist_that_are_damaged_are_called_so(self):
        coordinator = self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))
        coordinator.end()
        for blob in pathlib.Path(f"{self.lab.database}-blobs").iterdir():
            if blob.is_file():
                blob.write_bytes(blob.read_bytes()[:-1])
        self.lab.start_coordinator()
        done = self.lab.rung("model", "get", "small", "-f", self.lab.directory / "model.onnx")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("lost or damaged", done.stderr)

    def test_a_newer_schema_is_refused_and_left_as_it_is(self):
        self.lab.start_coordinator().end()
        with sqlite3.connect(self.lab.database) as database:
            database.execute("PRAGMA user_version = 1000")
        database.close()
        before = digest(self.lab.database)
        self.assertIn("schema 1000", self.refused())
        self.assertEqual(digest(self.lab.database), before)

    def test_another_programs_file_is_refused_and_left_as_it_is(self):
        with sqlite3.connect(self.lab.database) as database:
            database.execute("CREATE TABLE theirs (x)")
        database.close()
        before = digest(self.lab.database)
        self.assertIn("another program", self.refused())
        self.assertEqual(digest(self.lab.database), before)

    def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(self):
        self.lab.database.write_text("to whom it may concern\n" * 1000)
        before = digest(self.lab.database)
        self.assertIn("lab.db", self.refused())
        self.assertEqual(digest(self.lab.database), before)


if __name__ == "__main__":
    unittest.main()
