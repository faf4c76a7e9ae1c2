"""Workers that vanish while they hold a lease change nothing in the answer."""

import random
import signal
import time
import unittest

from lab import LabTest, small_search, wait_until

SPEC = dict(trials=81, epochs=81)


class LostWorkerTest(LabTest):
    def start_lab(self):
        self.lab.start_coordinator("--lease", "1", "--renew", "0.25")

    def answer(self, name):
        trials = self.run_ok("trials", name, "-o", "jsonl").stdout
        best = self.run_json("best", name)
        return trials, best["best"]

    def test_a_killed_worker_changes_nothing(self):
        order = random.Random(1)
        self.start_lab()
        workers = {name: self.start_worker(name) for name in ("worker-1", "worker-2", "worker-3")}
        self.run_ok("search", self.lab.write("calm.search", small_search(name="calm", **SPEC)))
        self.run_ok("search", self.lab.write("rough.search", small_search(name="rough", **SPEC)), "--detach")
        results = "SELECT count(*) FROM rung_results JOIN searches USING (search_id) WHERE name = 'rough'"
        killed = []
        while len(self.lost(killed)) < 5:
            moment = self.lab.query(results)[0][0] + order.randrange(8)
            wait_until(lambda: self.lab.query(results)[0][0] >= moment, f"{moment} results")
            victim = wait_until(lambda: self.holder(workers), "a worker with a lease")
            workers.pop(victim).kill()
            killed.append(victim)
            workers[f"after-{victim}"] = self.start_worker(f"after-{victim}")
        self.run_ok("watch", "rough")
        calm_trials, calm_best = self.answer("calm")
        rough_trials, rough_best = self.answer("rough")
        self.assertEqual(calm_trials, rough_trials)
        self.assertEqual(calm_best, rough_best)
        shown = self.run_json("show", "rough")["lost"]
        self.assertEqual(sorted(attempt["worker"] for attempt in shown), sorted(self.lost(killed)))
        table = self.run_ok("show", "rough").stdout
        for attempt in shown:
            self.assertIn(attempt["worker"], table)

    def start_worker(self, name):
        # Pauses within tasks make it likely that a worker dies with a lease.
        return self.lab.start_worker(name, environment={"RUNG_TEST_RANDOM_PAUSE": "1:100"})

    def lost(self, killed):
        """The killed workers, once for each attempt that is or will be lost: one may report a task and train another."""
        lost = self.lab.query(
            "SELECT worker FROM attempts JOIN sessions USING (session_id) WHERE coalesce(ended, 'lost') = 'lost'")
        return [worker for (worker,) in lost if worker in killed]

    def holder(self, workers):
        """A worker that holds a lease of the search."""
        held = self.lab.query(
            "SELECT worker FROM attempts JOIN searches USING (search_id) JOIN sessions USING (session_id)"
            " WHERE name = 'rough' AND ended IS NULL")
        return next((worker for (worker,) in held if worker in workers), None)

    def test_a_worker_that_is_told_to_end_hands_its_task_back(self):
        self.start_lab()
        worker = self.lab.start_worker("polite")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=729)), "--detach")
        running = "SELECT 1 FROM attempts WHERE ended IS NULL"
        wait_until(lambda: self.lab.query(running), "a task")
        self.assertEqual(worker.end(), 0)
        self.assertEqual(self.lab.query(running), [])
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE ended = 'lost'"), [(0,)])
        self.assertEqual(self.run_json("workers")["workers"][0]["state"], "ended")

    def test_a_task_handed_back_goes_on_from_its_last_epoch(self):
        self.start_lab()
        worker = self.lab.start_worker("polite")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=1, epochs=59049)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM epochs"), "an epoch")
        self.assertEqual(worker.end(), 0)
        ((epochs, handed_back),) = self.lab.query(
            "SELECT (SELECT max(epoch) FROM epochs), checkpoint FROM attempts WHERE ended = 'returned'")
        self.assertEqual(len(handed_back), 64)
        other = self.lab.start_worker("next")
        wait_until(lambda: self.lab.query(f"SELECT 1 FROM epochs WHERE epoch > {epochs}"), "a later epoch")
        self.assertEqual(self.lab.query("SELECT count(*) = max(epoch) FROM epochs"), [(1,)])
        self.assertNotIn("training from the start", other.log)

    def test_a_frozen_worker_is_superseded_and_goes_on_working(self):
        self.start_lab()
        frozen = self.lab.start_worker("frozen", environment={"RUNG_TEST_RANDOM_PAUSE": "1:500"})
        self.run_ok("search", self.lab.write("s.search", small_search(trials=9, epochs=729)), "--detach")
        self.freeze_with_a_lease(frozen)
        self.lab.start_worker("other")
        wait_until(lambda: self.lab.query("SELECT 1 FROM attempts WHERE ended = 'lost'"), "a lease that ran out")
        frozen.signal_all(signal.SIGCONT)
        frozen.wait_for_log("SUPERSEDED")
        frozen.wait_for_log("(?s)SUPERSEDED.*training to [0-9]+ epochs")
        self.run_ok("watch", "small")
        self.assertEqual(self.lab.query("SELECT count(*) FROM rung_results"), [(9 + 3 + 1,)])
        shown = self.run_json("show", "small")["lost"]
        self.assertEqual({attempt["worker"] for attempt in shown}, {"frozen"})
        self.assertIn("not heard of before its lease ran out", self.run_ok("show", "small").stdout)

    def test_a_drained_worker_finishes_its_task_and_ends(self):
        self.start_lab()
        worker = self.lab.start_worker("tired")
        worker.wait_for_log("has session")
        self.run_ok("workers", "drain", "tired")
        self.assertEqual(worker.process.wait(60), 0)
        (shown,) = self.run_json("workers")["workers"]
        self.assertEqual((shown["state"], shown["end_reason"]), ("ended", "drained"))
        self.run_ok("workers", "drain", "tired")  # as it wished already

    def test_a_drained_worker_that_crashes_takes_no_more_tasks(self):
        self.lab.start_coordinator()
        worker = self.lab.start_worker("tired")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=1, epochs=59049)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM epochs"), "an epoch")
        self.run_ok("workers", "drain", "tired")
        worker.signal_child(signal.SIGABRT)
        self.assertEqual(worker.process.wait(60), 0)
        self.assertEqual(self.lab.query("SELECT ended FROM attempts"), [("lost",)])

    def test_a_trial_that_kills_its_workers_fails_with_their_last_words(self):
        self.lab.start_coordinator()  # whose leases of 30 s are not waited for
        worker = self.lab.start_worker("sturdy", environment={"RUNG_TEST_ABORT_TRIAL": "4"})
        self.run_ok("search", self.lab.write("s.search", small_search(trials=9, epochs=9) + "max_attempts: 2\n"))
        shown = self.run_json("show", "small")
        self.assertEqual([attempt["worker"] for attempt in shown["lost"]], ["sturdy", "sturdy"])
        self.assertIn("killed by signal 6 (Aborted)", shown["lost"][0]["detail"])
        self.assertIn("epochs search=small trial=4 task=0 attempt=1", shown["lost"][0]["detail"])
        (failed,) = self.lab.query("SELECT trial, failure FROM rung_results WHERE outcome = 'failed'")
        self.assertEqual(failed[0], 4)
        self.assertIn("2 workers were lost while they held this task", failed[1])
        self.assertIsNone(worker.process.poll())

    def test_a_result_that_waits_for_room_stays_its_workers(self):
        coordinator = self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("s.search", small_search()), "--detach")
        coordinator.end()
        used = sum(file.stat().st_size for file in (self.lab.directory / "lab.db-blobs").iterdir() if file.is_file())
        times = ("--lease", "2", "--renew", "0.25", "--progress-timeout", "2")
        coordinator = self.lab.start_coordinator(*times, "--blob-quota", used + 1000)
        worker = self.lab.start_worker("patient")
        worker.wait_for_log("CompleteTask: RESOURCE_EXHAUSTED")
        full = time.monotonic()
        wait_until(lambda: time.monotonic() - full > 6, "three times the limit")
        coordinator.end()
        self.lab.start_coordinator(*times)
        self.run_ok("watch", "small")
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE attempt > 1"), [(0,)])

    def test_a_worker_ends_in_time_though_its_coordinator_hangs(self):
        coordinator = self.lab.start_coordinator()
        worker = self.lab.start_worker("polite", "--grace", "3", environment={"RUNG_TEST_RANDOM_PAUSE": "1:100"})
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=27)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM rung_results"), "a result")
        coordinator.signal(signal.SIGSTOP)
        self.addCleanup(coordinator.signal, signal.SIGCONT)
        asked = time.monotonic()
        self.assertEqual(worker.end(), 0)
        self.assertLess(time.monotonic() - asked, 6)

    def test_a_frozen_worker_that_is_told_to_end_is_killed_soon_and_tells_of_it(self):
        self.lab.start_coordinator()  # whose leases of 30 s are not waited for
        worker = self.lab.start_worker("frozen", "--grace", "1")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=1, epochs=59049)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM epochs"), "an epoch")
        worker.signal_child(signal.SIGSTOP)
        worker.signal(signal.SIGTERM)
        self.assertEqual(worker.process.wait(20), 1)
        ((detail,),) = self.lab.query("SELECT detail FROM attempts WHERE ended = 'lost'")
        self.assertIn("did not end in time and was killed by signal 9", detail)

    def test_a_second_signal_ends_a_frozen_worker_at_once(self):
        self.lab.start_coordinator()
        worker = self.lab.start_worker("frozen", "--grace", "3600")
        worker.wait_for_log("has session")
        worker.signal_child(signal.SIGSTOP)
        wait_until(lambda: worker.process.poll() is not None or worker.signal(signal.SIGTERM), "its end", 20)
        self.assertEqual(worker.process.returncode, 1)

    def test_a_search_whose_data_are_lost_fails_and_says_why(self):
        self.start_lab()
        self.run_ok("search", self.lab.write("s.search", small_search() + "max_attempts: 2\n"), "--detach")
        ((blob,),) = self.lab.query("SELECT training_blob FROM splits")
        (self.lab.directory / "lab.db-blobs" / blob).unlink()
        for number in (1, 2):
            self.lab.start_worker(f"worker-{number}")
        self.assertEqual(self.lab.rung("watch", "small").returncode, 1)
        self.assertEqual(self.lab.query("SELECT DISTINCT ended FROM attempts"), [("failed",)])
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts"), [(9 * 2,)])
        self.assertIn(blob, self.run_ok("show", "small").stdout)

    def test_the_last_words_of_a_worker_reach_a_coordinator_that_was_away(self):
        coordinator = self.lab.start_coordinator()  # whose leases of 30 s are not waited for
        worker = self.lab.start_worker("sturdy")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=1, epochs=59049)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM epochs"), "an epoch")
        coordinator.kill()
        worker.signal_child(signal.SIGABRT)
        worker.wait_for_log("EndSession: .*trying until it is answered")
        self.lab.start_coordinator()
        detail = wait_until(lambda: self.lab.query("SELECT detail FROM attempts WHERE ended = 'lost'"), "the last words", 25)
        self.assertIn("killed by signal 6", detail[0][0])

    def test_workers_wait_for_a_coordinator_that_restarts(self):
        coordinator = self.lab.start_coordinator("--lease", "5")
        self.lab.start_worker("patient")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=81)), "--detach")
        wait_until(lambda: self.lab.query("SELECT 1 FROM rung_results LIMIT 1"), "a result")
        coordinator.kill()
        self.lab.start_coordinator("--lease", "5")
        self.run_ok("watch", "small")
        self.assertEqual(self.lab.query("SELECT state FROM searches"), [("succeeded",)])
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE attempt > 1"), [(0,)])


if __name__ == "__main__":
    unittest.main()
