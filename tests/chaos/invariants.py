"""What has to hold after a run, whatever happened in it. Each check answers what is broken, as sentences."""

import collections
import hashlib
import pathlib
import re
import sqlite3

import messages

ATTEMPT = re.compile(r"searches/(?P<search>[^/]+)/trials/(?P<trial>\d+)/tasks/(?P<task>\d+|test)/attempts/(?P<attempt>\d+)")
TASK = "search_id, is_test, rung, trial"


class Facts:
    """The database of a coordinator that has ended, and what its callers were told meanwhile."""

    def __init__(self, database, history):
        self.path = pathlib.Path(database)
        self.database = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.history = history

    def close(self):
        self.database.close()

    def rows(self, sql, *values):
        return self.database.execute(sql, values).fetchall()

    def attempt(self, name):
        """How an attempt ended; None where it is unknown, "" while it is open."""
        parts = ATTEMPT.fullmatch(name)
        is_test = parts["task"] == "test"
        found = self.rows(
            "SELECT coalesce(ended, '') FROM attempts JOIN searches USING (search_id)"
            " WHERE name = ? AND trial = ? AND is_test = ? AND rung = ? AND attempt = ?",
            parts["search"], parts["trial"], is_test, 0 if is_test else parts["task"], parts["attempt"])
        return found[0][0] if found else None


def task_of(name):
    return name.rsplit("/attempts/", 1)[0]


def the_file_is_sound(facts):
    for pragma in ("integrity_check", "foreign_key_check"):
        found = facts.rows(f"PRAGMA {pragma}")
        if found not in ([], [("ok",)]):
            yield f"{pragma}: {found}"


def every_task_ends_once(facts):
    """A result is that of one attempt, and a task without one has no attempt that gave one."""
    given = "ended IN ('completed', 'diverged', 'failed')"
    for row in facts.rows(f"SELECT {TASK}, count(*) FROM attempts WHERE {given} GROUP BY {TASK} HAVING count(*) > 1"):
        yield f"more than one attempt gave the result of task ({TASK}, count) {row}"
    results = (f"SELECT search_id, 0 AS is_test, rung, trial, attempt FROM rung_results WHERE attempt > 0"
               f" UNION ALL SELECT search_id, 1, 0, trial, attempt FROM finalists WHERE attempt > 0")
    attempts = f"SELECT {TASK}, attempt FROM attempts WHERE {given}"
    for row in facts.rows(f"SELECT * FROM ({results}) EXCEPT {attempts}"):
        yield f"no attempt gave the result of task ({TASK}, attempt) {row}"
    for row in facts.rows(f"SELECT * FROM ({attempts}) EXCEPT SELECT * FROM ({results})"):
        yield f"an attempt was completed, but its result is missing: ({TASK}, attempt) {row}"
    for row in facts.rows("SELECT rungs.* FROM rungs JOIN searches USING (search_id) WHERE state = 'succeeded' AND done <> size"):
        yield f"a rung has not as many results as trials: {row}"
    for row in facts.rows("SELECT * FROM finalists WHERE scored_time_us IS NULL"):
        yield f"a finalist was not scored: {row}"


def no_task_has_two_live_leases(facts):
    for row in facts.rows(f"SELECT {TASK}, attempt FROM attempts WHERE ended IS NULL"):
        yield f"the search has ended, but not the attempt ({TASK}, attempt) {row}"
    overlaps = (f"SELECT {TASK}, attempt FROM attempts AS next JOIN attempts AS last USING ({TASK})"
                f" WHERE next.attempt > last.attempt AND next.attempt_id < last.attempt_id")
    for row in facts.rows(overlaps.replace("trial, attempt", "trial, next.attempt", 1)):
        yield f"attempts began out of order: ({TASK}, attempt) {row}"
    for row in facts.rows(f"SELECT {TASK}, max(attempt), count(*) FROM attempts GROUP BY {TASK} HAVING max(attempt) <> count(*)"):
        yield f"attempts are missing: ({TASK}, attempt, count) {row}"
    holders = collections.defaultdict(set)
    for request, response, _ in facts.history.answered("LeaseTask"):
        if response.HasField("task"):
            holders[response.task.name].add(request.session)
    for name, sessions in holders.items():
        if len(sessions) > 1:
            yield f"{name} was lent to the sessions {sorted(sessions)}"


def older_attempts_change_nothing(facts):
    """From when a later attempt is known to be lent, a call about an older one is told so."""
    lent = {}  # by task: the attempts and when they were known to be lent
    for _, response, call in facts.history.answered("LeaseTask"):
        if response.HasField("task"):
            task, attempt = response.task.name.rsplit("/attempts/", 1)
            lent.setdefault(task, []).append((int(attempt), call.ended))
    for method, answer in (("RenewLease", messages.task.RenewLeaseResponse.RENEWED),
                           ("CompleteTask", messages.task.CompleteTaskResponse.RECORDED)):
        for request, response, call in facts.history.answered(method):
            task, attempt = request.name.rsplit("/attempts/", 1)
            later = [n for n, when in lent.get(task, []) if n > int(attempt) and when < call.began]
            if later and response.answer == answer:
                yield f"{method} of {request.name} was accepted after attempt {later} had been lent"


def no_acknowledged_lease_is_missing(facts):
    for _, response, _ in facts.history.answered("LeaseTask"):
        if response.HasField("task") and facts.attempt(response.task.name) is None:
            yield f"{response.task.name} was lent, but is not recorded"
    for request, response, _ in facts.history.answered("StartSession"):
        if not facts.rows("SELECT 1 FROM sessions WHERE session_id = ? AND worker = ?", response.session.split("-")[0], request.worker):
            yield f"the session {response.session} of {request.worker} is not recorded"


def no_acknowledged_result_is_missing(facts):
    Request, Response = messages.task.CompleteTaskRequest, messages.task.CompleteTaskResponse
    recorded = collections.Counter()
    for request, response, _ in facts.history.answered("CompleteTask"):
        if response.answer == Response.RECORDED:
            recorded[task_of(request.name)] += 1
            end = Request.Outcome.Name(request.outcome).lower()
            if facts.attempt(request.name) != end:
                yield f"{request.name} was recorded as {end}, but is {facts.attempt(request.name)}"
        if response.answer in (Response.RECORDED, Response.ALREADY_RECORDED):
            parts = ATTEMPT.fullmatch(request.name)
            if parts["task"] != "test" and request.outcome == Request.COMPLETED and not facts.rows(
                    "SELECT 1 FROM rung_results JOIN searches USING (search_id)"
                    " WHERE name = ? AND trial = ? AND rung = ? AND checkpoint = ?",
                    parts["search"], parts["trial"], parts["task"], request.checkpoint):
                yield f"the result of {request.name} is missing"
    for task, count in recorded.items():
        if count > 1:
            yield f"{task} was recorded {count} times"
    for request, _, _ in facts.history.answered("ReturnTask"):
        if facts.attempt(request.name) == "":
            yield f"{request.name} was handed back, but is open"


def no_acknowledged_epoch_is_missing(facts):
    told = []
    for request, response, _ in facts.history.answered("RenewLease"):
        if response.answer == messages.task.RenewLeaseResponse.RENEWED:
            told.append(request)
    for request, response, _ in facts.history.answered("CompleteTask"):
        if response.answer == messages.task.CompleteTaskResponse.RECORDED:
            told.append(request)
    recorded = set(facts.rows("SELECT name, trial, epoch FROM epochs JOIN searches USING (search_id)"))
    for request in told:
        parts = ATTEMPT.fullmatch(request.name)
        for epoch in request.epochs:
            if (parts["search"], int(parts["trial"]), epoch.epoch) not in recorded:
                yield f"epoch {epoch.epoch} of {request.name} is missing"


def no_acknowledged_search_is_missing(facts):
    for request, _, _ in facts.history.answered("CreateSearch"):
        if not facts.rows("SELECT 1 FROM searches WHERE name = ?", request.search.spec.name):
            yield f"the search {request.search.spec.name} is missing"
    for request, _, _ in facts.history.answered("CreateDataSet"):
        digest = request.data_set.name.removeprefix("dataSets/")
        if not facts.rows("SELECT 1 FROM data_sets WHERE digest = ?", digest):
            yield f"the data set {digest} is missing"


def every_blob_is_whole(facts):
    """Those that were stored whole, and those that the database names."""
    stored = {request.digest for request, response, _ in facts.history.answered("PutBlob")
              if response.stored_size == request.size}
    named = {blob for (blob,) in facts.rows(
        "SELECT checkpoint FROM rung_results WHERE checkpoint <> ''"
        " UNION SELECT training_blob FROM splits UNION SELECT test_blob FROM splits UNION SELECT digest FROM data_sets")}
    for digest in stored | named:
        path = pathlib.Path(f"{facts.path}-blobs") / digest
        if not path.exists():
            yield f"the blob {digest} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"the blob {digest} holds something else"


def training_is_deterministic(facts):
    for row in facts.rows("SELECT trial, rung, attempt, detail FROM faults"):
        yield f"two attempts gave different results: {row}"


def the_counts_agree(facts):
    counted = (f"SELECT s.search_id, (SELECT count(*) FROM attempts AS a WHERE a.search_id = s.search_id AND ended = 'lost'),"
               f" (SELECT count(*) FROM attempts AS a WHERE a.search_id = s.search_id AND ended IS NULL) FROM searches AS s")
    for row in facts.rows(f"SELECT search_id, lost_attempts, running_tasks FROM progress EXCEPT {counted}"):
        yield f"progress says (search, lost, running) {row}"
    for row in facts.rows("SELECT search_id, trial, max(epoch), count(*) FROM epochs GROUP BY 1, 2 HAVING max(epoch) <> count(*)"):
        yield f"epochs are missing: (search, trial, last, count) {row}"


ALWAYS = (the_file_is_sound, every_task_ends_once, no_task_has_two_live_leases, older_attempts_change_nothing,
          no_acknowledged_lease_is_missing, no_acknowledged_result_is_missing, no_acknowledged_epoch_is_missing,
          no_acknowledged_search_is_missing, every_blob_is_whole, training_is_deterministic, the_counts_agree)


def broken(facts):
    return [f"{check.__name__}: {what}" for check in ALWAYS for what in check(facts)]


def broken_at_the_cap(facts, plan):
    """The tasks that failed are those that workers were lost with as often as is allowed, and they say so."""
    cap = plan.max_attempts
    reason = f"{cap} workers were lost while they held this task (max_attempts)"
    failed = set(facts.rows("SELECT trial, rung FROM rung_results WHERE outcome = 'failed'"))
    lost = set(facts.rows(
        "SELECT trial, rung FROM attempts WHERE ended = 'lost' AND NOT is_test GROUP BY 1, 2 HAVING count(*) >= ?", cap))
    wanted = {(trial, 0) for trial in range(3)}
    if plan.victims != "all":
        wanted = {(int(plan.victims.split("/")[1]), 0)}
    if failed != lost or not wanted <= failed:
        yield f"failed are the tasks (trial, rung) {failed}, lost {cap} times {lost}, to be killed {wanted}"
    for row in facts.rows("SELECT trial, rung, failure FROM rung_results WHERE outcome = 'failed' AND failure NOT LIKE ?", f"{reason}%"):
        yield f"a task failed without the reason: {row}"
    ended = ("failed", "no trial has a score: all of them diverged or failed") if len(failed) == 3 else ("succeeded", "")
    for row in facts.rows("SELECT state, state_reason FROM searches"):
        if row != ended:
            yield f"the search ended as {row}, not {ended}"
