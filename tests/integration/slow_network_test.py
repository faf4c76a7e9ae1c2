"""A coordinator that is far away, or busy, is reached all the same."""

import socket
import threading
import time
import unittest

from lab import LabTest

PIECE = 1 << 16


class SlowWire:
    """Takes connections at one Unix socket, and passes bytes on to another some time after they came."""

    def __init__(self, near, far, delay):
        self.far, self.delay = str(far), delay
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(near))
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.far)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        try:
            while piece := source.recv(PIECE):
                time.sleep(self.delay)
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            sink.close()


class SlowNetworkTest(LabTest):
    def test_a_client_waits_for_a_connection_that_takes_its_time(self):
        self.lab.address = f"unix:{self.lab.directory}/coordinator"
        self.lab.start_coordinator()
        SlowWire(self.lab.directory / "wire", self.lab.directory / "coordinator", delay=0.2)
        self.run_ok("ls", "--coordinator", f"unix:{self.lab.directory}/wire")


if __name__ == "__main__":
    unittest.main()
