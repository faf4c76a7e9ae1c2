"""The real programs, each in a process group of its own. What is started here ends here."""

import contextlib
import os
import pathlib
import signal
import subprocess
import threading

BIN = pathlib.Path(os.environ.get("RUNG_BIN", pathlib.Path(__file__).resolve().parents[2] / "build/release/bin"))


class Program:
    """One life of a program."""

    def __init__(self, name, arguments, directory, environment=None):
        self.name, self.environment = name, environment or {}
        self.lock = threading.Lock()  # a process id is ours until poll() has seen its end
        self.is_expected_to_end = False
        self.was_terminated = False
        self.has_met_failing_disk = False
        self.log_path = pathlib.Path(directory) / f"{name}.log"
        with open(self.log_path, "ab") as log:
            self.log_start = log.tell()
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments], cwd=directory, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **self.environment})

    def said(self):
        """In this life."""
        return self.log_path.read_bytes()[self.log_start:].decode(errors="replace")

    def poll(self):
        with self.lock:
            return self.process.poll()

    def signal(self, number, leaf_alone=False):
        """To the whole group, or to the youngest of its line alone; false where it has ended."""
        with self.lock:
            if self.process.poll() is not None:
                return False
            with contextlib.suppress(ProcessLookupError):
                if leaf_alone:
                    os.kill(leaf_of(self.process.pid), number)
                else:
                    os.killpg(self.process.pid, number)
            return True

    def kill(self, leaf_alone=False):
        self.is_expected_to_end = True
        return self.signal(signal.SIGKILL, leaf_alone)

    def terminate(self):
        """The way of what places programs: the first process alone is told, once."""
        with self.lock:
            if self.process.poll() is not None or self.was_terminated:
                return False
            self.was_terminated = True
            self.process.terminate()
            return True

    def stop(self):
        return self.signal(signal.SIGSTOP)

    def go_on(self):
        return self.signal(signal.SIGCONT)

    def wait(self, seconds):
        """The exit code; None if it has not ended by then."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)

    def wrong_end(self):
        """Says how it ended where nobody made it end like that."""
        code = self.poll()
        # SIGTERM ends what has only just begun.
        may_end = self.was_terminated and code in (0, -signal.SIGTERM)
        if code is None or self.is_expected_to_end or may_end:
            return None
        return f"{self.name} ended by itself with {code}, see {self.log_path}"


def leaf_of(pid):
    """The last of the line of first children; pid itself where it has none."""
    while True:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            return pid
        pid = int(children[0])


class Programs(contextlib.AbstractContextManager):
    """All lives of all programs of a run."""

    def __init__(self, directory):
        self.directory = directory
        self.lives = []

    def __exit__(self, *_):
        for program in self.lives:
            program.kill()
        for program in self.lives:
            program.process.wait()

    def start(self, name, arguments, environment=None):
        program = Program(name, arguments, self.directory, environment)
        self.lives.append(program)
        return program

    def wrong_ends(self):
        return [end for end in (program.wrong_end() for program in self.lives) if end]
