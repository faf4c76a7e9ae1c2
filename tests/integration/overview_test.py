"""What people are shown of a lab: its workers, what goes on, and what is wrong."""

import contextlib
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import unittest

from lab import BIN, PATIENCE, UNHURRIED, LabTest, small_search, wait_until


class OverviewTest(LabTest):
    def start_busy_lab(self):
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("s.search", small_search(trials=81, epochs=81)), "--detach")
        self.lab.start_worker("worker-1", environment=UNHURRIED)

    def test_workers_tell_where_they_are_and_what_they_do(self):
        self.start_busy_lab()

        def training():
            row, = self.run_json("workers")["workers"] or [{}]
            return row if row.get("epochs_per_second") and row["search"] else None

        row = wait_until(training, "a worker that trains")
        self.assertEqual((row["worker"], row["state"], row["search"]), ("worker-1", "busy", "small"))
        self.assertEqual(row["host"], socket.gethostname())
        self.assertEqual(row["cpus"], len(os.sched_getaffinity(0)))
        self.assertEqual(row["version"], self.lab.rung("--version").stdout.split()[-1])
        self.assertTrue(row["numerics"].endswith(row["level"]))
        self.assertGreater(row["samples_per_second"], row["epochs_per_second"])
        heading, shown = self.run_ok("workers").stdout.splitlines()
        self.assertTrue(heading.startswith("WORKER    STATE"), heading)
        self.assertIn(" ago", shown)

    def test_a_worker_is_known_after_a_restart_of_the_coordinator(self):
        coordinator = self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        before = wait_until(lambda: self.run_json("workers")["workers"], "the worker")[0]
        coordinator.end()
        self.lab.start_coordinator()
        after = self.run_json("workers")["workers"][0]
        for what in ("worker", "host", "version", "cpus", "level", "started"):
            self.assertEqual(after[what], before[what])

    def test_top_shows_the_lab_once_where_stdout_is_no_terminal(self):
        self.start_busy_lab()
        # Its parts are read one after the other.
        task = re.compile(r"\A\d+ tasks waiting, 1 running; .*small trial", re.DOTALL)
        text = wait_until(lambda: (out := self.run_ok("top").stdout) and task.match(out) and out, "a running task")
        self.assertIn("running", text)
        lab = self.run_json("top", "--once")
        self.assertEqual([row["name"] for row in lab["rows"]], ["small", "worker-1"])
        self.assertEqual(lab["running_tasks"] + lab["waiting_tasks"] > 0, True)
        self.assertEqual(len(self.run_ok("top", "-o", "csv").stdout.splitlines()), 3)

    def read_until(self, terminal, condition, seen=b""):
        while not condition(seen):
            ready, _, _ = select.select([terminal], [], [], PATIENCE)
            self.assertTrue(ready, f"nothing more came after: {seen[-500:]}")
            try:
                seen += os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
        return seen

    def test_top_is_drawn_again_in_place_and_ctrl_c_leaves_the_terminal_right(self):
        self.start_busy_lab()
        terminal, other_end = pty.openpty()
        top = subprocess.Popen([BIN / "rung", "top"], stdin=other_end, stdout=other_end, stderr=subprocess.PIPE,
                               env={**os.environ, "TERM": "xterm", "RUNG_COORDINATOR": self.lab.address})
        os.close(other_end)
        self.addCleanup(os.close, terminal)
        self.addCleanup(top.stderr.close)
        seen = self.read_until(terminal, lambda seen: seen.count(b"tasks waiting") >= 3)
        top.send_signal(signal.SIGINT)
        seen = self.read_until(terminal, lambda _: False, seen)
        self.assertEqual(top.wait(PATIENCE), 130)
        self.assertRegex(seen, rb"\x1b\[\d+A")  # it went up over what it drew
        self.assertTrue(seen.endswith(b"\n"))  # so that the prompt has a line of its own
        for mode in (b"\x1b[?1049", b"\x1b[?25l"):  # no other screen, and the cursor stays
            self.assertNotIn(mode, seen)

    def doctor(self, *arguments):
        done = self.lab.rung("doctor", "-o", "json", *arguments)
        return done.returncode, {row["check"]: row for row in json.loads(done.stdout)["checks"]}

    def test_doctor_finds_nothing_wrong_in_a_lab_that_works(self):
        self.lab.start_coordinator()
        self.lab.start_worker("worker-1")
        wait_until(lambda: self.run_json("workers")["workers"], "the worker")
        code, checks = self.doctor()
        self.assertEqual(list(checks), ["address", "connect", "tls", "grpc", "latency", "version", "clock", "database", "disk",
                                        "workers", "programs"])
        wrong = {name for name, row in checks.items() if row["result"] != "ok"}
        if wrong <= {"disk", "latency"}:  # those are the machine's
            self.assertEqual(code, 1 if checks["disk"]["result"] == "problem" else 0)
        self.assertEqual(wrong - {"disk", "latency"}, set(), checks)
        self.assertIn("1 worker", checks["workers"]["found"])

    def test_doctor_says_what_to_do_where_no_worker_is_there(self):
        self.lab.start_coordinator()
        code, checks = self.doctor()
        self.assertEqual((code, checks["workers"]["result"]), (1, "problem"))
        self.assertIn(f"rung-worker --coordinator {self.lab.address}", checks["workers"]["advice"])
        self.assertIn("problem  workers", self.lab.rung("doctor").stdout)

    def test_doctor_tells_a_port_where_nothing_listens_from_a_name_that_leads_nowhere(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
            free = f"127.0.0.1:{taken.getsockname()[1]}"
        code, checks = self.doctor("--coordinator", free)
        self.assertEqual((code, checks["address"]["result"], checks["connect"]["result"]), (3, "ok", "problem"))
        code, checks = self.doctor("--coordinator", "no-such-host.invalid:7077")
        self.assertEqual((code, checks["address"]["result"]), (3, "problem"))
        self.assertEqual(list(checks), ["address", "programs"])

    def test_doctor_tells_a_port_where_something_else_listens(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as mute:
            code, checks = self.doctor("--coordinator", f"127.0.0.1:{mute.getsockname()[1]}")
        self.assertEqual((code, checks["connect"]["result"], checks["grpc"]["result"]), (3, "ok", "problem"))


if __name__ == "__main__":
    unittest.main()
