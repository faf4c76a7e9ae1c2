"""A search from start to end: the plan is kept, the answer is whole, and it is always the same."""

import json
import re
import subprocess
import unittest

from lab import EXAMPLES, LabTest, small_search, wait_until


class SearchTest(LabTest):
    def local(self, spec, workers, database, environment=None):
        return self.run_json("local", spec, "--workers", workers, "--db", database, environment=environment)

    def trials_of(self, database, name="small"):
        """The bytes of `rung trials`, read from a database after the search."""
        self.lab.address = None
        coordinator = self.lab.start(
            f"reader-of-{database}", [self.program("rung-coordinator"), "--db", database, "--listen", "localhost:0"])
        address = coordinator.wait_for_log(r"serving on (\S+),").group(1)
        done = self.run_ok("trials", name, "-o", "jsonl", "--coordinator", address)
        coordinator.end()
        return done.stdout

    def program(self, name):
        from lab import BIN
        return BIN / name

    def test_trains_as_many_epochs_as_the_plan_says(self):
        spec = self.lab.write("small.search", small_search(trials=27, epochs=27))
        plan = self.run_json("plan", spec)
        self.local(spec, 2, "lab.db")
        [(trained, scratch)] = self.lab.query(
            "SELECT sum(epochs - coalesce((SELECT max(epochs) FROM rung_results b WHERE b.search_id = a.search_id"
            " AND b.trial = a.trial AND b.rung < a.rung), 0)), sum(epochs) FROM rung_results a")
        self.assertEqual(trained, plan["epochs_with_resume"])
        self.assertEqual(scratch, plan["epochs_from_scratch"])
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE ended = 'lost'"), [(0,)])

    def test_answers_with_the_finalists_and_their_metrics(self):
        spec = self.lab.write("small.search", small_search())
        answer = self.local(spec, 2, "lab.db")
        self.assertEqual(answer["search"], "small")
        self.assertEqual(len(answer["best"]), 3)
        self.assertEqual([best["epochs"] for best in answer["best"]], [9, 3, 3])
        for best in answer["best"]:
            for part in ("training", "validation", "test"):
                self.assertGreater(best[part]["accuracy"], 0.3)
                self.assertGreater(best[part]["log_loss"], 0.0)
            self.assertEqual(best["score"], best["validation"]["accuracy"])
            self.assertAlmostEqual(best["gap"], best["training"]["accuracy"] - best["validation"]["accuracy"])
            self.assertGreater(best["test_spread"], 0.0)
            config = best["config"]
            self.assertEqual(len(config["units"]), config["hidden_layers"])
            self.assertIn(config["activation"], ("relu", "tanh", "sigmoid"))
            self.assertEqual(config["optimizer"], "adam")

    def test_gives_the_same_bytes_for_any_number_of_workers_in_any_order(self):
        spec = self.lab.write("small.search", small_search(trials=27, epochs=27))
        seen = set()
        for workers in (1, 2, 4):
            database = f"workers-{workers}.db"
            self.local(spec, workers, database, {"RUNG_TEST_RANDOM_PAUSE": f"{workers}:30"})
            seen.add(self.trials_of(database))
        self.assertEqual(len(seen), 1)
        lines = [json.loads(line) for line in seen.pop().splitlines()]
        self.assertEqual([line["trial"] for line in lines], list(range(27)))
        self.assertEqual(sum(len(line["rungs"]) for line in lines), 27 + 9 + 3 + 1)

    def test_trains_several_trials_at_once(self):
        spec = self.lab.write("small.search", small_search(trials=27, epochs=27))
        self.local(spec, 4, self.lab.database, {"RUNG_TEST_RANDOM_PAUSE": "1:30"})
        self.lab.start_coordinator()
        self.assertGreaterEqual(self.run_json("show", "small")["progress"]["most_running_tasks"], 3)

    def test_records_every_epoch_of_every_trial(self):
        spec = self.lab.write("small.search", small_search())
        self.local(spec, 2, self.lab.database)
        missing = self.lab.query(
            "SELECT r.trial FROM rung_results r LEFT JOIN epochs e ON e.search_id = r.search_id AND e.trial = r.trial"
            " GROUP BY r.trial HAVING count(DISTINCT e.epoch) <> max(r.epochs)")
        self.assertEqual(missing, [])
        self.assertEqual(
            self.lab.query("SELECT count(*) FROM epochs WHERE training_loss IS NULL OR validation_loss IS NULL"
                           " OR training_score IS NULL OR validation_score IS NULL OR sample_count <> 1079"), [(0,)])

    def test_searches_epochs_at_random(self):
        spec = self.lab.write("small.search", small_search().replace(
            "successive_halving { trials: 9 epochs: 9 eta: 3 min_epochs: 1 }", "random_search { trials: 8 }").replace(
            "space {", "space {\n  epochs { values: [1, 4, 16] }"))
        answer = self.local(spec, 2, "lab.db")
        for best in answer["best"]:
            self.assertEqual(best["epochs"], best["config"]["epochs"])

    def test_gives_the_same_bytes_at_every_instruction_set_whatever_caches_the_machine_reports(self):
        help_text = subprocess.run([self.program("rung-worker"), "--help"], capture_output=True, text=True).stdout
        [levels] = re.findall(r"--instruction-set TEXT:\{([^}]*)\}", help_text)
        spec = self.lab.write("small.search", "arithmetic: SEPARATE\n" + small_search())
        small_caches = {"GLIBC_TUNABLES": "glibc.cpu.x86_data_cache_size=0x1000:glibc.cpu.x86_shared_cache_size=0x4000"}
        seen = {}
        for level in levels.split(","):
            for caches, environment in (("reported", {}), ("small", small_caches)):
                database = f"{level}-{caches}.db"
                coordinator = self.lab.start(f"coordinator-of-{database}", [
                    self.program("rung-coordinator"), "--db", database, "--listen", "localhost:0"])
                self.lab.address = coordinator.wait_for_log(r"serving on (\S+),").group(1)
                worker = self.lab.start_worker(
                    f"{level}-{caches}", "--instruction-set", level, environment=environment)
                self.run_ok("search", spec)
                seen[database] = self.run_ok("trials", "small", "-o", "jsonl").stdout
                worker.end()
                coordinator.end()
        self.assertEqual(len(seen), 2 * len(levels.split(",")))
        self.assertEqual(len(set(seen.values())), 1)

    def test_stops_early_where_the_score_gets_no_better_and_keeps_the_best_epoch(self):
        spec = self.lab.write("small.search", "score: AUC\n" + small_search().replace(
            "successive_halving { trials: 9 epochs: 9 eta: 3 min_epochs: 1 }",
            "random_search { trials: 6 patience: 3 }").replace("space {", "space {\n  epochs { value: 200 }"))
        self.assertTrue(self.run_json("plan", spec)["may_stop_early"])
        seen = set()
        for workers, database in ((1, "one.db"), (3, "lab.db")):
            answer = self.local(spec, workers, database)
            seen.add(self.trials_of(database))
        self.assertEqual(len(seen), 1)
        for best in answer["best"]:
            self.assertEqual(best["score"], best["validation"]["auc"])
            self.assertGreater(best["test"]["auc"], 0.9)
            self.assertGreater(best["test"]["macro_f1"], 0.5)
        trials = self.lab.query(
            "SELECT r.epochs, max(e.epoch) FROM rung_results r JOIN epochs e USING (search_id, trial)"
            " WHERE outcome = 'completed' GROUP BY trial")
        self.assertTrue(any(last < 200 for _, last in trials))
        for best, last in trials:
            self.assertEqual(last, min(best + 3, 200))

    def test_predicts_numbers_too(self):
        spec = self.lab.write("small.search", small_search(data=EXAMPLES / "diabetes.csv").replace(
            'label: "digit"', 'label: "progression"'))
        best = self.local(spec, 2, "lab.db")["best"][0]
        self.assertEqual(best["score"], best["validation"]["rmse"])
        self.assertLess(best["test"]["rmse"], 80.0)
        self.assertGreater(best["test"]["r2"], 0.0)
        self.assertGreater(best["test"]["mae"], 0.0)

    def test_goes_on_from_a_checkpoint_on_another_worker_bit_for_bit(self):
        halving = small_search(name="halving", trials=27, epochs=27)
        stretch = small_search(name="stretch").replace(
            "successive_halving { trials: 9 epochs: 9 eta: 3 min_epochs: 1 }", "random_search { trials: 27 }").replace(
            "space {", "space {\n  epochs { value: 27 }")
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("halving.search", halving), "--detach")
        # Each rung is trained by a worker of its own.
        for rung in range(4):
            worker = self.lab.start_worker(f"worker-{rung}")
            decided = f"SELECT 1 FROM rung_decisions WHERE rung = {rung}"
            wait_until(lambda: self.lab.query(decided), f"rung {rung}")
            worker.end()
        self.lab.start_worker("last-worker")
        self.run_ok("watch", "halving")
        self.run_ok("search", self.lab.write("stretch.search", stretch))
        [(trial, resumed)] = self.lab.query(
            "SELECT trial, checkpoint FROM rung_results JOIN searches USING (search_id) WHERE name = 'halving' AND rung = 3")
        [(workers,)] = self.lab.query(
            "SELECT count(DISTINCT worker) FROM attempts JOIN searches USING (search_id) JOIN sessions USING (session_id)"
            f" WHERE name = 'halving' AND trial = {trial} AND ended = 'completed'")
        [(at_a_stretch,)] = self.lab.query(
            "SELECT checkpoint FROM rung_results JOIN searches USING (search_id)"
            f" WHERE name = 'stretch' AND trial = {trial}")
        self.assertGreaterEqual(workers, 3)
        self.assertEqual(resumed, at_a_stretch)


if __name__ == "__main__":
    unittest.main()
