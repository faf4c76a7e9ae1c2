"""A coordinator that is killed again and again comes back to the same state, and so to the same answer."""

import os
import statistics
import time
import unittest

from lab import UNHURRIED, LabTest, small_search, wait_until

TRIALS = int(os.environ.get("RUNG_TEST_TRIALS", 81))
SECONDS_BETWEEN = float(os.environ.get("RUNG_TEST_SECONDS_BETWEEN", 0.5))


class KilledCoordinatorTest(LabTest):
    def state(self, name):
        found = self.lab.query(f"SELECT state FROM searches WHERE name = '{name}'")
        return found[0][0] if found else None

    def test_changes_nothing_however_often_it_is_killed(self):
        shape = dict(trials=TRIALS, epochs=81, min_epochs=1)
        coordinator = self.lab.start_coordinator()
        workers = [self.lab.start_worker(f"worker-{number}", environment=UNHURRIED) for number in (1, 2)]
        start = time.monotonic()
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **shape)))
        calm_seconds = time.monotonic() - start

        start = time.monotonic()
        self.run_ok("search", self.lab.write("rough.search", small_search(name="rough", **shape)), "--detach")
        ready_seconds = []
        while self.state("rough") != "succeeded":
            alive = time.monotonic()
            wait_until(lambda: time.monotonic() - alive > SECONDS_BETWEEN or self.state("rough") == "succeeded",
                       "the next kill")
            coordinator.kill()
            killed = time.monotonic()
            coordinator = self.lab.start_coordinator()
            ready_seconds.append(time.monotonic() - killed)
        rough_seconds = time.monotonic() - start
        print(f"\n{len(ready_seconds)} kills: {rough_seconds:.1f} s against {calm_seconds:.1f} s undisturbed; ready again "
              f"after {statistics.median(ready_seconds):.2f} s, {max(ready_seconds):.2f} s at most", flush=True)

        self.assertGreater(len(ready_seconds), 1)
        trials = [self.run_ok("trials", name, "-o", "jsonl").stdout for name in ("calm", "rough")]
        self.assertEqual(*trials)
        self.assertEqual(self.lab.query("SELECT count(*) FROM faults"), [(0,)])
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE attempt > 1"), [(0,)])
        for worker in workers:
            self.assertIsNone(worker.process.poll())


if __name__ == "__main__":
    unittest.main()
