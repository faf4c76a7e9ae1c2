"""What the programs tell the service manager that started them, as systemd does."""

import contextlib
import socket
import unittest

from lab import PATIENCE, LabTest, small_search


class ServiceManagerTest(LabTest):
    def setUp(self):
        super().setUp()
        self.said = self.enter(contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)))
        path = self.lab.directory / "notify"
        self.said.bind(str(path))
        self.said.settimeout(PATIENCE)
        self.told = {"prefix": ["env", f"NOTIFY_SOCKET={path}"]}

    def enter(self, context):
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def next_word(self):
        return self.said.recv(100).decode()

    def test_a_coordinator_is_ready_then_alive_then_stopping(self):
        coordinator = self.lab.start_coordinator(**self.told)
        self.assertEqual(self.next_word(), "READY=1")
        for _ in range(2):
            self.assertEqual(self.next_word(), "WATCHDOG=1")
        self.assertEqual(coordinator.end(), 0)
        words = iter(self.next_word, "STOPPING=1")
        self.assertLessEqual(set(words), {"WATCHDOG=1"})

    def test_a_worker_that_waits_for_its_coordinator_is_alive(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
            self.lab.address = f"localhost:{server.getsockname()[1]}"
        self.lab.start_worker("alone", **self.told)
        for _ in range(3):
            self.assertEqual(self.next_word(), "WATCHDOG=1")

    def test_a_worker_that_trains_is_alive(self):
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("s.search", small_search(trials=1, epochs=6561, min_epochs=6561)), "--detach")
        worker = self.lab.start_worker("busy", **self.told)
        worker.wait_for_log("training to 6561 epochs")
        for _ in range(3):
            self.assertEqual(self.next_word(), "WATCHDOG=1")


if __name__ == "__main__":
    unittest.main()
