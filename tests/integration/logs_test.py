"""The log of a search can be read by programs: each line about a task says which, and who has it."""

import re
import signal
import unittest

from lab import UNHURRIED, LabTest, small_search

FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)(?: |$)')
TASK = {"search", "trial", "task", "attempt", "worker"}


def parse(line):
    """The fields of a line of logfmt; the whole line must be that."""
    fields, place = {}, 0
    while place < len(line):
        match = FIELD.match(line, place)
        if match is None:
            raise AssertionError(f"no field at {place} of: {line}")
        fields[match[1]] = match[2]
        place = match.end()
    return fields


class LogsTest(LabTest):
    def start(self, *flags):
        return self.lab.start_coordinator("--log-format", "logfmt", "--log-level", "debug", *flags)

    def start_worker(self, name, **options):
        return self.lab.start_worker(name, "--log-format", "logfmt", "--log-level", "debug", **options)

    def lines(self, process):
        lines = [parse(line) for line in process.log.splitlines()]
        for line in lines:
            self.assertLessEqual({"time", "level", "program", "msg"}, set(line), line)
        return lines

    def test_each_line_of_a_task_names_it_in_both_programs(self):
        coordinator = self.start()
        workers = {name: self.start_worker(name) for name in ("worker-1", "worker-2")}
        self.run_ok("search", self.lab.write("s.search", small_search()))
        attempts = self.lab.query("SELECT count(*) FROM attempts")[0][0]
        lent = [line for line in self.lines(coordinator) if line["msg"] == '"lent"']
        ended = [line for line in self.lines(coordinator) if line["msg"] == '"completed"']
        self.assertEqual((len(lent), len(ended)), (attempts, attempts))
        for line in lent + ended:
            self.assertLessEqual(TASK, set(line), line)
            self.assertEqual(line["search"], "small")
            self.assertIn(line["worker"], workers)
        for name, worker in workers.items():
            worker.end()
            lines = self.lines(worker)
            self.assertEqual({line["worker"] for line in lines}, {name})
            begun = [line for line in lines if re.match('"(training|scoring)', line["msg"])]
            self.assertEqual(len(begun), sum(line["worker"] == name for line in lent))
            for line in lines:
                if re.match('"(training|scoring|COMPLETED|handed|dropped)', line["msg"]):
                    self.assertLessEqual(TASK, set(line), line)

    def test_searches_and_workers_are_named(self):
        coordinator = self.start()
        self.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))
        lines = self.lines(coordinator)
        of_search = [line["msg"] for line in lines if line.get("search") == "small" and "trial" not in line]
        for words in ('"running"', '"rung 0 is decided: 3 of 9 go on"', '"succeeded"'):
            self.assertIn(words, of_search)
        self.assertIn('"session 1 begins"', [line["msg"] for line in lines if line.get("worker") == "worker-1"])

    def test_a_lost_attempt_is_a_warning_that_names_worker_and_trial(self):
        coordinator = self.start("--lease", "1", "--renew", "0.25")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=27)), "--detach")
        doomed = self.start_worker("doomed", environment=UNHURRIED)
        self.freeze_with_a_lease(doomed)
        doomed.signal_all(signal.SIGKILL)
        self.start_worker("other")
        self.run_ok("watch", "small")
        warnings = [line for line in self.lines(coordinator) if line["level"] == "warning"]
        self.assertIn("doomed", [line.get("worker") for line in warnings])
        for line in warnings:
            if line["msg"].startswith('"lost'):
                self.assertLessEqual(TASK, set(line), line)

    def test_text_carries_the_same_fields(self):
        self.lab.start_coordinator()
        worker = self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))
        self.assertRegex(worker.log, r"\[info\] training to 1 epochs search=small trial=0 task=0 attempt=1 worker=worker-1")


if __name__ == "__main__":
    unittest.main()
