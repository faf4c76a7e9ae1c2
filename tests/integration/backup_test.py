"""A backup is made while the lab works, and the lab goes on from it as if nothing had been lost."""

import shutil
import subprocess
import unittest

from lab import BIN, UNHURRIED, LabTest, digest, small_search


class BackupTest(LabTest):
    def coordinator(self, *arguments, code=0):
        """Runs one of the coordinator's verbs and answers what it says."""
        done = subprocess.run([BIN / "rung-coordinator", *arguments], cwd=self.lab.directory,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def best(self):
        return self.lab.query("SELECT place, trial, validation_score, test_score FROM best_trials ORDER BY place")

    def lose_the_disk(self):
        for path in self.lab.directory.glob("lab.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def test_a_search_goes_on_from_a_backup_to_the_same_answer(self):
        coordinator = self.lab.start_coordinator()
        worker = self.lab.start_worker("worker-1", environment=UNHURRIED)
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=27)), "--detach")
        backups = 0
        while not self.lab.query("SELECT 1 FROM searches WHERE state = 'succeeded'"):  # it is written to all the while
            backups += 1
            self.coordinator("backup", "--db", "lab.db", "--to", f"backup-{backups}")
            self.coordinator("check", "--db", "lab.db")
        self.assertGreaterEqual(backups, 2)
        best = self.best()
        worker.end()
        coordinator.kill()
        self.lose_the_disk()

        for backup in range(1, backups + 1):
            self.coordinator("check", "--db", f"backup-{backup}/rung.db")
        self.coordinator("restore", "--from", f"backup-{backups // 2 + 1}", "--db", "lab.db")
        self.coordinator("check", "--db", "lab.db")
        self.lab.start_coordinator()
        self.lab.start_worker("worker-2")
        self.run_ok("watch", "small")
        self.assertEqual(self.best(), best)

    def test_a_damaged_database_is_refused_with_the_way_out(self):
        self.run_ok("local", self.lab.write("s.search", small_search()), "--db", "lab.db")
        self.coordinator("backup", "--db", "lab.db", "--to", "lab.backup")
        content = bytearray(self.lab.database.read_bytes())
        content[4096 : 8 * 4096] = b"\xa5" * 7 * 4096
        self.lab.database.write_bytes(content)
        said = self.coordinator("--db", "lab.db", "--listen", "localhost:0", code=1)
        self.assertIn("rung-coordinator restore", said)
        self.assertIn("rung-coordinator check --db", said)
        self.assertIn("damaged", self.coordinator("check", "--db", "lab.db", code=1))
        self.coordinator("backup", "--db", "lab.db", "--to", "second.backup", code=1)
        self.assertFalse((self.lab.directory / "second.backup").exists())

        before = digest(self.lab.database)
        said = self.coordinator("restore", "--from", "lab.backup", "--db", "lab.db", code=1)
        self.assertIn("nothing is overwritten", said)
        self.assertEqual(digest(self.lab.database), before)
        self.lose_the_disk()
        self.coordinator("restore", "--from", "lab.backup", "--db", "lab.db")
        self.lab.start_coordinator()
        self.assertEqual(len(self.best()), 3)
        self.run_ok("model", "get", "small", "-f", "small.onnx")

    def test_what_is_not_said_is_asked_for(self):
        self.assertIn("--to", self.coordinator("backup", code=2))
        self.assertIn("--from", self.coordinator("restore", code=2))
        self.assertIn("there is no database", self.coordinator("check", "--db", "none.db", code=1))


if __name__ == "__main__":
    unittest.main()
