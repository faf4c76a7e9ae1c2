"""A lab on one machine: real coordinator, workers and client, a real database, real sockets.

Everything it starts ends with it, and nothing sleeps: what has to be waited for is waited for.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import grpc

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNG_BIN", SOURCE / "build/release/bin"))
EXAMPLES = SOURCE / "examples"
PATIENCE = 60.0
# A worker's environment with which a search outlasts what a test does to it, on the fastest machine too.
UNHURRIED = {"RUNG_TEST_RANDOM_PAUSE": "1:40"}


def wait_until(condition, what, patience=PATIENCE):
    """Waits until condition() is true and answers its value."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s for {what}")
        threading.Event().wait(0.005)


class Process:
    """A program that runs until it is told to end; its log is a file."""

    def __init__(self, name, arguments, directory, environment=None):
        self.log_path = pathlib.Path(directory) / f"{name}.log"
        self.log_file = open(self.log_path, "ab")
        self.log_start = self.log_path.stat().st_size  # what is before was written by an earlier life
        self.process = subprocess.Popen(
            [str(a) for a in arguments],
            stdout=self.log_file,
            stderr=self.log_file,
            cwd=directory,
            env={**os.environ, **(environment or {})},
            start_new_session=True,  # a group of its own, to be killed with all its children
        )

    @property
    def log(self):
        return self.log_path.read_bytes()[self.log_start :].decode(errors="replace")

    def wait_for_log(self, pattern):
        def found():
            match = re.search(pattern, self.log)
            if match is None and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}: {self.log}")
            return match

        return wait_until(found, f"'{pattern}' in {self.log_path}")

    def signal(self, number):
        self.process.send_signal(number)

    def signal_all(self, number):
        """Signals the program and its children."""
        os.killpg(self.process.pid, number)

    def signal_child(self, number):
        """Signals the one child of the program."""
        process = self.process.pid
        os.kill(int(pathlib.Path(f"/proc/{process}/task/{process}/children").read_text()), number)

    def kill(self):
        self.signal_all(signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log_file.close()
        return self.process.returncode


class Lab(contextlib.AbstractContextManager):
    """A directory with programs that work in it."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="rung-lab-")
        self.directory = pathlib.Path(self.temporary.name)
        self.database = self.directory / "lab.db"
        self.processes = []
        self.address = None

    def __exit__(self, *_):
        self.end_processes()
        self.temporary.cleanup()

    def end_processes(self):
        for process in reversed(self.processes):
            process.end()

    def start(self, name, arguments, environment=None):
        process = Process(name, arguments, self.directory, environment)
        self.processes.append(process)
        return process

    def start_coordinator(self, *flags, prefix=()):
        """`prefix` is a program that starts the coordinator in its own place."""
        coordinator = self.start(
            "coordinator",
            [*prefix, BIN / "rung-coordinator", "--db", self.database, "--listen", self.address or "localhost:0", *flags],
        )
        self.address = coordinator.wait_for_log(r"serving on (\S+),").group(1)
        return coordinator

    def start_worker(self, name, *flags, environment=None, prefix=()):
        return self.start(
            name,
            [*prefix, BIN / "rung-worker", "--coordinator", self.address, "--name", name, "--cache", self.directory / "cache", *flags],
            environment,
        )

    def rung(self, *arguments, environment=None, timeout=PATIENCE * 2, prefix=()):
        """Runs the client to its end."""
        surroundings = {**os.environ, **(environment or {})}
        if self.address and "RUNG_COORDINATOR" not in (environment or {}):
            surroundings["RUNG_COORDINATOR"] = self.address
        return subprocess.run(
            [*prefix, str(BIN / "rung"), *map(str, arguments)],
            cwd=self.directory,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def is_serving(self):
        """What the coordinator says to health checks."""
        with grpc.insecure_channel(self.address) as channel:
            # HealthCheckResponse { status: SERVING }
            return channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=30) == b"\x08\x01"

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(sql).fetchall()

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path


class LabTest(unittest.TestCase):
    """A test with a lab of its own."""

    def setUp(self):
        self.lab = self.enterContext(Lab()) if hasattr(self, "enterContext") else Lab()
        if not hasattr(self, "enterContext"):
            self.addCleanup(self.lab.__exit__)

    def freeze_with_a_lease(self, worker):
        """Stops a worker, the only one, so that it holds a lease, and what it had sent before is recorded."""
        def holds():
            return bool(self.lab.query("SELECT 1 FROM attempts WHERE ended IS NULL"))

        def is_silent():
            return [row["state"] for row in self.run_json("workers")["workers"]] == ["silent"]

        def froze_with_one():
            worker.signal_all(signal.SIGSTOP)
            wait_until(lambda: not holds() or is_silent(), "a worker that is not heard of")
            is_held = holds()
            if not is_held:
                worker.signal_all(signal.SIGCONT)
            return is_held

        worker.wait_for_log("training to [0-9]+ epochs")  # it knows of its lease
        wait_until(froze_with_one, "a worker that holds a lease")

    def run_ok(self, *arguments, **options):
        done = self.lab.rung(*arguments, **options)
        self.assertEqual(done.returncode, 0, f"rung {arguments}: {done.stderr}")
        return done

    def run_json(self, *arguments, **options):
        return json.loads(self.run_ok(*arguments, "-o", "json", **options).stdout)

    def run_json_lines(self, *arguments, **options):
        return [json.loads(line) for line in self.run_ok(*arguments, "-o", "jsonl", **options).stdout.splitlines()]


def small_search(name="small", trials=9, epochs=9, seed=1, data=None, min_epochs=None):
    """A search of the digits that takes a second; its last rung holds one trial or a few."""
    if min_epochs is None:
        min_epochs = 1
        while trials * min_epochs < epochs:
            min_epochs *= 3
    return f"""
name: "{name}"
data {{ file: "{data or EXAMPLES / 'digits.csv'}" label: "digit" }}
seed: {seed}
successive_halving {{ trials: {trials} epochs: {epochs} eta: 3 min_epochs: {min_epochs} }}
space {{
  hidden_layers {{ min: 1 max: 2 }}
  units {{ min: 16 max: 64 scale: LOG }}
  learning_rate {{ min: 1e-4 max: 1e-1 scale: LOG }}
  activation: [RELU, TANH, SIGMOID]
  batch_size {{ values: [32, 64, 128] }}
}}
"""


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
