"""One run: a search by real programs that meet the faults of a plan."""

import collections
import contextlib
import dataclasses
import pathlib
import shutil
import subprocess
import tempfile
import time

import grpc

import invariants
import messages
from agenda import Agenda
from call_proxy import CallProxy
from failing_disk import FailingDisk
from fleet import Fleet
from history import History
from link import Link
from plan import WORKERS, Plan
from programs import BIN, Programs
from searches import write_search
from small_disk import SmallDisk

PATIENCE = 300.0  # seconds until what has not ended never will
ASKS = 5  # a busy machine may keep the client from its coordinator for the few seconds that it tries
NOT_REACHED = 3  # the client's exit code
TICK = 0.01
POLL = 0.05
ENDED = (messages.search.Search.SUCCEEDED, messages.search.Search.FAILED, messages.search.Search.CANCELLED)


@dataclasses.dataclass
class Outcome:
    """What a run came to."""

    seconds: float = 0.0
    answer: tuple = ()  # what `rung trials` and `rung best` printed
    broken: list = dataclasses.field(default_factory=list)  # sentences
    counts: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    kept: str = ""  # where logs, calls and database of a broken run are


class Run(contextlib.ExitStack):
    """The parts of a run while it goes on."""

    def __init__(self, plan, directory):
        super().__init__()
        self.plan, self.directory = plan, directory
        self.history = History()
        self.counts = collections.Counter()
        self.agenda = Agenda()
        self.faults = list(plan.faults)
        self.holders = {}  # by session: the life of a worker
        disk = directory / "disk"
        disk.mkdir()
        self.database = disk / "lab.db"
        self.small_disk = self.enter_context(SmallDisk(disk)) if plan.needs_small_disk else None
        self.proxy = self.enter_context(CallProxy(
            f"unix:{directory}/calls", f"unix:{directory}/coordinator", plan, self.history, self.on_answer))
        self.link = self.enter_context(Link(directory / "wire", directory / "calls"))
        self.failing_disk = self.enter_context(FailingDisk(directory / "disk-calls"))
        self.programs = self.enter_context(Programs(directory))
        self.fleet = Fleet(plan, directory, self.database, write_search(plan.search, plan.max_attempts, directory),
                           self.programs, self.failing_disk, self.agenda, self.counts)

    def strike(self, fault):
        if fault.what == "cut":
            self.counts["connections cut"] += self.link.cut()
            self.agenda.after(fault.seconds, self.link.mend)
        elif fault.what == "silence":
            self.link.silence()
            self.counts["links silenced"] += 1
            self.agenda.after(fault.seconds, self.link.end_silence)
        elif fault.what == "fill":
            self.small_disk.fill()
            self.counts["disks filled"] += 1
            self.agenda.after(fault.seconds, self.small_disk.free)
        elif fault.what == "break":
            self.break_disk(fault)
        elif program := self.fleet.living.get(fault.whom):
            self.strike_program(program, fault)

    def break_disk(self, fault):
        self.failing_disk.fail(fault.whom)
        self.counts["disks broken"] += 1
        if coordinator := self.fleet.living.get("coordinator"):
            self.failing_disk.take_hold(coordinator)
        self.agenda.after(fault.seconds, self.failing_disk.mend)

    def strike_program(self, program, fault):
        if fault.what == "stop":
            self.fleet.stop(program, fault.seconds)
        elif fault.what == "terminate":
            self.fleet.terminate(program)
        else:
            self.fleet.kill(program, leaf_alone=fault.what == "kill-leaf")

    def on_answer(self, method, request, response):
        """Kills whoever is lent a victim, before the lease is heard of."""
        if not self.plan.victims or method not in ("StartSession", "LeaseTask"):
            return
        request, response = (kind.FromString(part) for kind, part in zip(messages.TYPES[method], (request, response)))
        if method == "StartSession":
            self.holders[response.session] = self.fleet.living.get(request.worker)
        elif response.HasField("task") and self.plan.is_victim(response.task.name):
            if holder := self.holders.get(request.session):
                self.fleet.kill(holder)

    def search_to_its_end(self):
        for name in ("coordinator", *WORKERS, "client"):
            self.fleet.start(name)
        self.go_on_until(Question.says_ended, f"the search did not end within {PATIENCE} s")

    def go_on_until(self, condition, otherwise):
        deadline = time.monotonic() + PATIENCE
        with Question(self.fleet.coordinator_address, self.plan.search) as question:
            while not condition(question):
                if time.monotonic() > deadline:
                    raise AssertionError(otherwise)
                self.agenda.do_what_is_due()
                while self.faults and self.faults[0].at_call <= self.proxy.call_count:
                    self.strike(self.faults.pop(0))
                self.fleet.replace_the_dead()
                time.sleep(TICK)

    def read_the_answer(self):
        """With all faults over; answers what the client prints. Everything has ended then."""
        self.faults = []
        self.proxy.calm()
        self.fleet.is_closing = True
        self.agenda.do_all()
        workers = [program for program in self.programs.lives if program.name in WORKERS]
        for worker in workers:
            worker.terminate()
        # Without a coordinator each would wait for one as long as its grace lasts.
        self.go_on_until(lambda _: all(worker.poll() is not None for worker in workers),
                         f"a worker did not end within {PATIENCE} s of SIGTERM")
        # A coordinator that was told to end meanwhile is not the one to ask.
        self.go_on_until(lambda question: self.is_coordinator_staying() and question.says_ended(), "no coordinator answers")
        answer = tuple(self.ask(verb, form) for verb, form in (("trials", "jsonl"), ("best", "json")))
        coordinator = self.fleet.living["coordinator"]
        coordinator.terminate()
        if coordinator.wait(PATIENCE) is None:
            raise AssertionError(f"the coordinator did not end within {PATIENCE} s of SIGTERM")
        return answer

    def is_coordinator_staying(self):
        coordinator = self.fleet.living.get("coordinator")
        return coordinator is not None and not coordinator.was_terminated and not coordinator.is_expected_to_end

    def ask(self, verb, form):
        command = [BIN / "rung", verb, self.plan.search, "-o", form, "--coordinator", self.fleet.coordinator_address]
        for _ in range(ASKS):
            done = subprocess.run(command, cwd=self.directory, capture_output=True, text=True, timeout=PATIENCE)
            if done.returncode != NOT_REACHED:
                break
            self.counts["readers not reached"] += 1
        return done.stdout if done.returncode == 0 else f"{verb} failed with {done.returncode}: {done.stderr}"

    def keep(self):
        """Leaves the calls and, where it would go with its file system, the database; answers the directory."""
        self.history.write(self.directory / "calls.jsonl")
        if self.small_disk:
            shutil.copytree(self.database.parent, self.directory / "disk-copy", ignore=shutil.ignore_patterns("filler"))
        return self.directory

    def facts(self):
        return contextlib.closing(invariants.Facts(self.database, self.history))


class Question(contextlib.AbstractContextManager):
    """Asks the coordinator itself whether a search has ended, and never waits for the answer."""

    def __init__(self, address, search):
        self.channel = grpc.insecure_channel(address, options=[
            ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 100)])
        self.call = self.channel.unary_unary(
            "/rung.v1.SearchService/GetSearch", messages.search.GetSearchRequest.SerializeToString,
            messages.search.Search.FromString)
        self.request = messages.search.GetSearchRequest(name=f"searches/{search}")
        self.asked = None
        self.next = 0.0

    def __exit__(self, *_):
        self.channel.close()

    def says_ended(self):
        if self.asked is None and time.monotonic() >= self.next:
            self.asked = self.call.future(self.request, timeout=0.5)
        if self.asked is None or not self.asked.done():
            return False
        asked, self.asked, self.next = self.asked, None, time.monotonic() + POLL
        return asked.exception() is None and asked.result().state in ENDED


def perform(plan, undisturbed=None):
    """Runs the plan, and checks it. `undisturbed` is the answer that has to come out, where one is known."""
    outcome = Outcome()
    began = time.monotonic()
    directory = pathlib.Path(tempfile.mkdtemp(prefix=f"rung-chaos-{plan.kind}-{plan.seed}-"))
    try:
        with Run(plan, directory) as run:
            run_and_check(run, undisturbed, outcome)
            outcome.seconds = time.monotonic() - began
            if outcome.broken:
                outcome.kept = str(run.keep())
    finally:
        if not outcome.kept:
            shutil.rmtree(directory)
    return outcome


def run_and_check(run, undisturbed, outcome):
    try:
        run.search_to_its_end()
        outcome.answer = run.read_the_answer()
        with run.facts() as facts:
            check(run.plan, facts, outcome, undisturbed)
    except AssertionError as error:
        outcome.broken.append(str(error))
    outcome.broken += run.programs.wrong_ends()
    outcome.counts += run.counts + run.proxy.counts
    outcome.counts["calls"] = run.proxy.call_count
    outcome.counts["disk calls failed"] = run.failing_disk.count_failed_calls()


def check(plan, facts, outcome, undisturbed):
    outcome.broken += invariants.broken(facts)
    if plan.kind == "cap":
        outcome.broken += invariants.broken_at_the_cap(facts, plan)
    elif undisturbed is not None:
        for what, ours, theirs in zip(("trials", "best"), outcome.answer, undisturbed):
            if ours != theirs:
                outcome.broken.append(f"`rung {what}` differs from that of an undisturbed run:\n{ours}")
    outcome.counts["attempts"], outcome.counts["attempts lost"] = facts.rows(
        "SELECT count(*), count(*) FILTER (WHERE ended = 'lost') FROM attempts")[0]
