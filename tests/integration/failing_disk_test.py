"""A disk that fails again and again in the middle of a search."""

import shutil
import subprocess
import unittest

from lab import LabTest, small_search


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(can_trace(), "a failing disk takes strace, and leave to trace")
class FailingDiskTest(LabTest):
    def test_a_search_outlasts_syncs_that_fail(self):
        self.search_while("fdatasync", "EIO", "10+10")  # each is a commit or a blob

    def test_a_search_outlasts_writes_that_fail(self):
        self.search_while("pwrite64", "EIO", "50+50")

    def test_a_search_outlasts_writes_that_find_no_room(self):
        self.search_while("pwrite64", "ENOSPC", "50+50")

    def search_while(self, call, error, when):
        """A search gives the same answer though calls of the coordinator's threads fail."""
        log = self.lab.directory / "calls"
        failing = ["strace", "-D", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"]
        coordinator = self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        shape = dict(trials=27, epochs=27)
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **shape)))
        coordinator.end()
        self.lab.start_coordinator(prefix=failing)
        self.lab.start_worker("worker-2")
        self.run_ok("search", self.lab.write("s.search", small_search(**shape)))
        self.assertGreater(log.read_text().count("(INJECTED)"), 2)
        trials = [self.run_ok("trials", name, "-o", "jsonl").stdout for name in ("calm", "small")]
        self.assertEqual(*trials)
        self.assertEqual(self.lab.query("PRAGMA integrity_check"), [("ok",)])


if __name__ == "__main__":
    unittest.main()
