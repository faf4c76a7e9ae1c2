"""A disk that can be written no more for a while, as when its file system finds an error: the coordinator says so and goes on."""

import subprocess
import unittest

import grpc
from lab import UNHURRIED, LabTest, small_search, wait_until


class ReadOnlyDiskTest(LabTest):
    def set_immutable(self, sign):
        paths = [self.lab.database, f"{self.lab.database}-wal"]
        return subprocess.run(["chattr", f"{sign}i", *paths], capture_output=True, text=True)

    def test_a_search_goes_on_once_the_disk_can_be_written_again(self):
        coordinator = self.lab.start_coordinator()
        self.lab.start_worker("worker-1", environment=UNHURRIED)
        shape = dict(trials=27, epochs=27)
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **shape)))
        done = self.set_immutable("+")
        self.addCleanup(self.set_immutable, "-")
        if done.returncode != 0:
            self.skipTest(f"this file system has no immutable files: {done.stderr.strip()}")
        with grpc.insecure_channel(self.lab.address) as channel, self.assertRaises(grpc.RpcError) as refused:
            channel.unary_unary("/rung.v1.TaskService/StartSession")(b"\x0a\x01w", timeout=30)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAVAILABLE)
        wait_until(lambda: not self.lab.is_serving(), "the health check")
        coordinator.wait_for_log("taking no work: ")
        self.assertIsNone(coordinator.process.poll())

        self.set_immutable("-")
        wait_until(self.lab.is_serving, "the health check")
        coordinator.wait_for_log("taking work again")
        self.run_ok("search", self.lab.write("s.search", small_search(**shape)))
        trials = [self.run_ok("trials", name, "-o", "jsonl").stdout for name in ("calm", "small")]
        self.assertEqual(*trials)


if __name__ == "__main__":
    unittest.main()
