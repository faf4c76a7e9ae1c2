"""What goes wrong in a run: a function of its seed and its kind, and of nothing else."""

import dataclasses
import random

WORKERS = ("worker-1", "worker-2", "worker-3")
UNBOUNDED = 100  # attempts: more than a run can lose
DISK_FAULTS = ("fill", "break")  # which not every machine permits
SECONDS = {"cut": (0, 0.4), "silence": (0.1, 1.2), "fill": (0.1, 0.6), "break": (0.1, 0.6)}


@dataclasses.dataclass(frozen=True)
class Fault:
    """Happens to a program, to all connections or to the disk when so many calls have been made."""

    at_call: int
    what: str  # kill, kill-leaf, terminate, stop, cut, silence, fill or break
    whom: str  # a program; for break the calls that fail: writes, syncs or all; "" for cut, silence and fill
    seconds: float  # until it is started again, goes on, is reached again, is free again or is well again


@dataclasses.dataclass(frozen=True)
class Fate:
    """What becomes of one call on its way."""

    delay: float = 0.0  # before the coordinator hears of it, so that later calls overtake it
    answer_delay: float = 0.0
    is_dropped: bool = False  # the coordinator never hears of it
    is_answer_dropped: bool = False
    is_repeated: bool = False  # at once
    repeated_after: float = 0.0  # seconds after its answer; 0: not


CALM = Fate()


@dataclasses.dataclass(frozen=True)
class Plan:
    seed: int
    kind: str
    search: str
    max_attempts: int = UNBOUNDED
    faults: tuple = ()
    crashes: tuple = ()  # RUNG_TEST_CRASH of the coordinator's lives, in turn; "" for none
    has_rough_calls: bool = False
    victims: str = ""  # whoever is lent such a task is killed: a trial's first task, or "all"

    def crash_of_life(self, life):
        """Of the coordinator's life, from 0."""
        if self.kind == "commits":
            return _crash_at_once(self.seed, life)
        return self.crashes[life] if life < len(self.crashes) else ""

    def fate(self, method, number):
        """Of the call of that number to that method."""
        if not self.has_rough_calls:
            return CALM
        # A task lent to a call that nobody waits for is lost, which is an attempt more.
        return _fate(random.Random(f"{self.seed} {method} {number}"), may_lag=self.kind != "cap")

    def is_victim(self, attempt):
        return self.victims == "all" or self.victims in attempt

    @property
    def needs_small_disk(self):
        return any(fault.what == "fill" for fault in self.faults)


def _fate(draw, may_lag):
    kind = draw.random()
    if kind < 0.03:
        return Fate(is_dropped=True)
    if kind < 0.06:
        return Fate(is_answer_dropped=True)
    if kind < 0.10:
        return Fate(delay=draw.uniform(0.01, 0.3))
    if kind < 0.12:
        return Fate(answer_delay=draw.uniform(0.01, 0.3))
    if kind < 0.15:
        return Fate(is_repeated=True)
    if kind < 0.18 and may_lag:
        return Fate(repeated_after=draw.uniform(0.01, 1.0))
    return CALM


def _crash_at_once(seed, life):
    """Every commit is the last of its life: before the next, or before anybody is answered."""
    return random.Random(f"{seed} life {life}").choice(("before_commit:2", "after_commit:1"))


def _fault(draw, disk_faults):
    at_call = draw.randint(1, 60)
    what = draw.choice(("kill",) * 4 + ("kill-leaf", "terminate", "stop", "cut", "silence") + disk_faults)
    if what in SECONDS:
        whom = draw.choice(("writes", "syncs", "all")) if what == "break" else ""
        return Fault(at_call, what, whom, draw.uniform(*SECONDS[what]))
    whom = draw.choice(WORKERS + ("coordinator",) * 2)
    if at_call <= 10 and what == "kill" and draw.random() < 0.5:
        whom = "client"
    longest = 1.2 if what == "stop" else 0.4
    return Fault(at_call, what, whom, draw.uniform(0.02, longest))


def _crash(draw):
    if draw.random() < 0.4:
        return ""
    return f"{draw.choice(('before_commit', 'after_commit'))}:{draw.randint(1, 30)}"


def everything(seed, disk_faults):
    """Every fault there is, with attempts enough to survive them."""
    draw = random.Random(f"{seed} everything")
    faults = [_fault(draw, disk_faults) for _ in range(draw.randint(3, 7))]
    return Plan(
        seed, "everything",
        search=draw.choice(("halving", "patience", "numbers")),
        faults=tuple(sorted(faults, key=lambda fault: fault.at_call)),
        crashes=tuple(_crash(draw) for _ in range(3)),
        has_rough_calls=True)


def cap(seed, disk_faults):
    """Workers die with a trial's first task, or with all tasks, as often as attempts are allowed."""
    draw = random.Random(f"{seed} cap")
    victims = "all" if draw.random() < 0.2 else f"trials/{draw.randrange(3)}/tasks/0/"
    return Plan(seed, "cap", search="three", max_attempts=2, has_rough_calls=True, victims=victims)


def commits(seed, disk_faults):
    """The coordinator dies before and after each of its commits."""
    return Plan(seed, "commits", search="three")


KINDS = {"everything": everything, "cap": cap, "commits": commits}


def plan_of(kind, seed, disk_faults):
    """`disk_faults` are those that this machine permits."""
    return KINDS[kind](seed, tuple(disk_faults))


def undisturbed(search):
    return Plan(seed=0, kind="undisturbed", search=search)
