"""A disk whose calls fail: strace takes hold of the program that makes them, and lets go of it again."""

import contextlib
import pathlib
import subprocess
import tempfile
import threading

# Seconds: strace may wait for ever for a program that was killed in its hands.
TAKE_PATIENCE, LET_GO_PATIENCE = 2.0, 0.5
# As strace names them; the coordinator reaches its disk by no others.
CALLS = {"writes": "pwrite64,ftruncate", "syncs": "fsync,fdatasync", "all": "pwrite64,ftruncate,fsync,fdatasync"}


def take_hold(pid, calls, log):
    """Until strace ends, which is the answer, the calls of the process fail. None where it cannot."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-A", "-o", log, "-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO", "-e", "signal=none",
         "-p", str(pid)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    end = threading.Timer(TAKE_PATIENCE, tracer.kill)
    end.start()
    is_attached = "attached" in tracer.stderr.readline()
    end.cancel()
    if is_attached:
        return tracer
    let_go(tracer)


def let_go(tracer):
    tracer.terminate()
    try:
        tracer.communicate(timeout=LET_GO_PATIENCE)
    except subprocess.TimeoutExpired:
        tracer.kill()
        tracer.communicate()


def may_fail():
    """Whether strace is here and may take hold of what it has not started."""
    with tempfile.NamedTemporaryFile() as log, subprocess.Popen(["sleep", "60"]) as sleeper:
        tracer = None
        with contextlib.suppress(FileNotFoundError):
            tracer = take_hold(sleeper.pid, CALLS["all"], log.name)
        if tracer:
            let_go(tracer)
        sleeper.kill()
        return tracer is not None


class FailingDisk(contextlib.AbstractContextManager):
    """Used by one program, whose lives are taken hold of in turn, and by one thread."""

    def __init__(self, log):
        self.log = pathlib.Path(log)
        self.failing = ""  # of CALLS; "" while the disk is well
        self.tracer = None

    def __exit__(self, *_):
        self.mend()

    def fail(self, which):
        """Each program that is taken hold of from now on meets it."""
        self.mend()
        self.failing = which

    def take_hold(self, program):
        """Does nothing while the disk is well, nor to a program that was killed: strace would wait for it in vain."""
        if self.failing and not program.is_expected_to_end:
            self.let_go()
            program.has_met_failing_disk = True
            self.tracer = take_hold(program.process.pid, CALLS[self.failing], self.log)

    def mend(self):
        self.failing = ""
        self.let_go()

    def let_go(self):
        if self.tracer:
            let_go(self.tracer)
            self.tracer = None

    def count_failed_calls(self):
        return self.log.read_text(errors="replace").count("(INJECTED)") if self.log.exists() else 0
