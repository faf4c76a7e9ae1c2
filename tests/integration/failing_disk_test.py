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
        # Every tenth of them, which is one commit or blob each.
        log = self.lab.directory / "syncs"
        failing = ["strace", "-D", "-f", "-qq", "-o", log, "-e", "trace=fdatasync",
                   "-e", "inject=fdatasync:error=EIO:when=10+10"]
        self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        shape = dict(trials=27, epochs=27)
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **shape)))
        self.lab.processes[0].end()
        self.lab.start_coordinator(prefix=failing)
        self.lab.start_worker("worker-2")
        self.run_ok("search", self.lab.write("s.search", small_search(**shape)))
        self.assertGreater(log.read_text().count("(INJECTED)"), 2)
        trials = [self.run_ok("trials", name, "-o", "jsonl").stdout for name in ("calm", "small")]
        self.assertEqual(*trials)
        self.assertEqual(self.lab.query("PRAGMA integrity_check"), [("ok",)])


if __name__ == "__main__":
    unittest.main()
