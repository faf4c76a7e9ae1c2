"""A disk that fills up in the middle of a search, and has room again."""

import re
import subprocess
import unittest

from lab import BIN, UNHURRIED, LabTest, small_search, wait_until

DISK_BYTES = 48 << 20


class FullDiskTest(LabTest):
    def setUp(self):
        super().setUp()
        self.disk = self.lab.directory / "disk"
        self.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "rung-test", self.disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("a small file system takes root")
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        self.addCleanup(self.lab.end_processes)  # before the file system goes
        self.lab.database = self.disk / "lab.db"
        self.filler = self.disk / "filler"

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def trials(self, name):
        return self.run_ok("trials", name, "-o", "jsonl").stdout

    def test_a_search_goes_on_by_itself_once_there_is_room(self):
        coordinator = self.lab.start_coordinator("--lease", "2", "--renew", "0.25")
        workers = [self.lab.start_worker(f"worker-{number}", environment=UNHURRIED) for number in (1, 2)]
        shape = dict(trials=81, epochs=81)
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **shape)))
        self.run_ok("search", self.lab.write("s.search", small_search(**shape)), "--detach")
        acknowledged = "SELECT search_id, trial, rung, checkpoint FROM rung_results"
        wait_until(lambda: len(self.lab.query(acknowledged)) > 121 + 10, "some results")

        self.fill()
        coordinator.wait_for_log("taking no work: .*full")
        before = set(self.lab.query(acknowledged))
        # A commit may yet find room in the log; then it tries again.
        wait_until(lambda: not self.lab.is_serving(), "the health check")
        wait_until(lambda: "disk is full" in self.run_ok("show", "small").stdout, "the reason")

        def says_so():
            done = self.lab.rung("health")
            return (done.returncode, done.stdout) == (1, "") and re.search("takes no work: .*disk is full", done.stderr)

        wait_until(says_so, "the same by `rung health`")

        self.filler.unlink()
        self.run_ok("watch", "small")
        wait_until(self.lab.is_serving, "health")
        self.assertEqual(self.run_ok("health").stdout, "serving\n")
        for process in (coordinator, *workers):
            self.assertIsNone(process.process.poll())
        self.assertLessEqual(before, set(self.lab.query(acknowledged)))
        self.assertEqual(self.trials("small"), self.trials("calm"))
        self.assertEqual(self.lab.query("PRAGMA integrity_check"), [("ok",)])

    def test_a_coordinator_that_starts_on_a_full_disk_waits_for_room(self):
        coordinator = self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm")))
        coordinator.end()  # leaves no log beside the database that it could do with
        self.fill()
        again = self.lab.start(
            "again", [BIN / "rung-coordinator", "--db", self.lab.database, "--listen", self.lab.address])
        again.wait_for_log("waiting for room: .*lab.db.*; make room on its disk")
        self.filler.unlink()
        again.wait_for_log("serving on")
        self.run_ok("search", self.lab.write("s.search", small_search()))


if __name__ == "__main__":
    unittest.main()
