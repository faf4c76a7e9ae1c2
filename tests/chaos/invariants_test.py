"""Each invariant is seen to be broken where it is: after a calm run the database, a blob or the history is spoilt."""

import contextlib
import pathlib
import shutil
import sqlite3
import tempfile
import unittest

import invariants
import messages
import one_run
import plan
from history import Call

SPOILT_ROWS = {
    "the_file_is_sound": "UPDATE attempts SET session_id = 1000",
    "every_task_ends_once":
        "INSERT INTO attempts (search_id, trial, is_test, rung, attempt, session_id, request_id, start_time_us, ended, end_time_us)"
        " SELECT search_id, trial, is_test, rung, 2, session_id, 'again', start_time_us, ended, end_time_us FROM attempts LIMIT 1",
    "no_task_has_two_live_leases": "UPDATE attempts SET ended = NULL, end_time_us = NULL WHERE trial = 1",
    "no_acknowledged_lease_is_missing": "DELETE FROM attempts WHERE trial = 1",
    "no_acknowledged_result_is_missing": "UPDATE rung_results SET checkpoint = printf('%064d', 0) WHERE trial = 1",
    "no_acknowledged_epoch_is_missing": "DELETE FROM epochs WHERE epoch = 1 AND trial = 1",
    "no_acknowledged_search_is_missing": "UPDATE searches SET name = 'another'",
    "training_is_deterministic":
        "INSERT INTO faults (search_id, trial, is_test, rung, attempt, detail, time_us) VALUES (1, 0, 0, 0, 2, '', 0)",
    "the_counts_agree": "UPDATE progress SET lost_attempts = 7",
}


class InvariantsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="rung-chaos-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.directory = pathlib.Path(temporary.name)
        with one_run.Run(plan.undisturbed("three"), cls.directory) as run:
            run.search_to_its_end()
            run.read_the_answer()
            cls.database, cls.history = run.database, run.history

    def broken(self, database, history):
        """The names of the invariants that are broken."""
        with contextlib.closing(invariants.Facts(database, history)) as facts:
            return {sentence.split(":")[0] for sentence in invariants.broken(facts)}

    def copy(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.directory))
        shutil.copytree(self.database.parent, folder, dirs_exist_ok=True)
        return folder / self.database.name

    def test_all_hold_after_a_calm_run(self):
        self.assertEqual(self.broken(self.database, self.history), set())

    def test_each_sees_what_it_is_for(self):
        for name, sql in SPOILT_ROWS.items():
            with self.subTest(name):
                database = self.copy()
                with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
                    connection.execute(sql)
                self.assertIn(name, self.broken(database, self.history))

    def test_a_spoilt_blob_is_seen(self):
        database = self.copy()
        next(pathlib.Path(f"{database}-blobs").iterdir()).write_bytes(b"something else")
        self.assertEqual(self.broken(database, self.history), {"every_blob_is_whole"})

    def test_a_renewal_by_an_older_attempt_is_seen(self):
        lease, renewal = messages.TYPES["LeaseTask"], messages.TYPES["RenewLease"]
        task = "searches/three/trials/0/tasks/0/attempts"
        lent = lease[1](task=messages.task.Task(name=f"{task}/2"))
        renewed = renewal[1](answer=messages.task.RenewLeaseResponse.RENEWED)
        history = type(self.history)()
        history.add(Call("LeaseTask", 1.0, 2.0, "OK", b"", lent.SerializeToString()))
        history.add(Call("RenewLease", 3.0, 4.0, "OK", renewal[0](name=f"{task}/1").SerializeToString(),
                         renewed.SerializeToString()))
        self.assertIn("older_attempts_change_nothing", self.broken(self.database, history))


if __name__ == "__main__":
    unittest.main()
