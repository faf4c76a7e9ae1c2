"""The programs of a run by their names, each replaced whenever it has ended."""

import collections
import signal

from plan import WORKERS
from programs import BIN

LEASE, RENEW = "1", "0.2"  # seconds
BAD_INPUT = 2  # the client's exit code
CANNOT_START = 1  # the coordinator's
RESTART = 0.02  # seconds until whoever watches a program has noticed its end


class Fleet:
    """Used by one thread; another may kill."""

    def __init__(self, plan, directory, database, search_file, programs, failing_disk, agenda, counts):
        self.plan, self.directory, self.database, self.search_file = plan, directory, database, search_file
        self.programs, self.failing_disk, self.agenda, self.counts = programs, failing_disk, agenda, counts
        self.living = {}
        self.lives = collections.Counter()
        self.is_closing = False

    @property
    def coordinator_address(self):
        return f"unix:{self.directory}/coordinator"

    @property
    def address(self):
        """Where workers and clients find the coordinator: behind all that happens on the way."""
        return f"unix:{self.directory}/wire"

    def start(self, name):
        life, self.lives[name] = self.lives[name], self.lives[name] + 1
        arguments, environment = self.coordinator(life) if name == "coordinator" else (
            self.client() if name == "client" else self.worker(name, life))
        self.living[name] = self.programs.start(name, arguments, environment)
        if name == "coordinator":
            self.failing_disk.take_hold(self.living[name])

    def coordinator(self, life):
        crash = "" if self.is_closing else self.plan.crash_of_life(life)
        return [BIN / "rung-coordinator", "--db", self.database, "--listen", self.coordinator_address, "--lease", LEASE,
                "--renew", RENEW, "--exit-with-parent"], {"RUNG_TEST_CRASH": crash} if crash else {}

    def client(self):
        return [BIN / "rung", "search", self.search_file, "--detach", "--coordinator", self.address], {}

    def worker(self, name, life):
        return [BIN / "rung-worker", "--coordinator", self.address, "--name", name, "--cache", self.directory / "cache",
                "--exit-with-parent"], {"RUNG_TEST_RANDOM_PAUSE": f"{self.plan.seed + life}:40"}

    def start_after(self, name, seconds):
        del self.living[name]
        self.agenda.after(seconds, lambda: self.start(name))

    def replace_the_dead(self):
        for name, program in list(self.living.items()):
            code = program.poll()
            if code is None:
                continue
            if name == "client":
                self.ask_again(program, code)
                continue
            if code == -signal.SIGKILL and "RUNG_TEST_CRASH" in program.environment and not program.is_expected_to_end:
                program.is_expected_to_end = True
                side = program.environment["RUNG_TEST_CRASH"].split("_")[0]
                self.counts[f"crashes {side} a commit"] += 1
            if code == CANNOT_START and program.has_met_failing_disk and "serving on" not in program.said():
                program.is_expected_to_end = True
                self.counts["coordinators kept from starting"] += 1
            if not (self.is_closing and name in WORKERS):
                self.start_after(name, RESTART)

    def ask_again(self, client, code):
        """Who is not told that the search began asks again, and may hear that it had begun."""
        said = client.log_path.read_text()
        has_begun = code == 0 or "exists" in said
        if code == BAD_INPUT and not has_begun and "make room" not in said:
            raise AssertionError(f"the client refuses to start the search, see {client.log_path}")
        client.is_expected_to_end = True
        if has_begun:
            del self.living["client"]
        else:
            self.start_after("client", 0.1)

    def kill(self, program, leaf_alone=False):
        if program.kill(leaf_alone):
            self.count(program, "killed")

    def stop(self, program, seconds):
        if program.stop():
            self.count(program, "stopped")
            self.agenda.after(seconds, program.go_on)

    def terminate(self, program):
        """What places workers starts another at once. A coordinator holds its database until it has ended."""
        if program.terminate():
            self.count(program, "terminated")
            if program.name in WORKERS:
                self.start_after(program.name, 0)

    def count(self, program, what):
        self.counts[f"{'workers' if program.name in WORKERS else program.name + 's'} {what}"] += 1
