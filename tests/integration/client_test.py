"""The verbs of the client against a real coordinator."""

import csv
import io
import json
import os
import statistics
import subprocess
import unittest

from lab import BIN, EXAMPLES, LabTest, small_search, wait_until


class ClientTest(LabTest):
    def setUp(self):
        super().setUp()
        self.lab.start_coordinator()

    def launch(self, name, **spec):
        self.run_ok("search", self.lab.write(f"{name}.search", small_search(name=name, **spec)), "--detach")

    def state(self, name):
        return self.run_json("show", name)["state"]

    def test_follows_a_search_to_its_end_and_prints_the_best(self):
        self.lab.start_worker("worker-1")
        done = self.run_ok("search", self.lab.write("s.search", small_search()))
        self.assertIn("TRIAL", done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), 4)
        self.assertIn("epochs", done.stderr)

    def test_pauses_and_resumes(self):
        self.launch("one")
        self.run_ok("pause", "one")
        self.assertEqual(self.state("one"), "paused")
        self.lab.start_worker("worker-1")
        wait_until(lambda: self.run_json("workers"), "the worker")
        self.assertEqual(self.run_json_lines("trials", "one"), [])
        self.run_ok("resume", "one")
        self.run_ok("watch", "one")
        self.assertEqual(self.state("one"), "succeeded")

    def test_stops_with_an_answer(self):
        self.launch("long", trials=81, epochs=2187 // 27)
        self.lab.start_worker("worker-1")
        wait_until(lambda: self.lab.query("SELECT 1 FROM rung_results LIMIT 1"), "a result")
        self.run_ok("stop", "long")
        self.run_ok("watch", "long")
        self.assertEqual(self.state("long"), "succeeded")
        self.assertTrue(self.run_json("best", "long")["best"])

    def test_cancels_without_one_and_removes(self):
        self.launch("long", trials=81, epochs=81)
        self.assertNotEqual(self.lab.rung("rm", "long").returncode, 0)
        self.run_ok("cancel", "long")
        self.assertEqual(self.state("long"), "cancelled")
        self.assertEqual(self.lab.rung("watch", "long").returncode, 1)
        self.run_ok("rm", "long")
        self.assertEqual(self.lab.rung("show", "long").returncode, 4)
        wait_until(lambda: self.lab.query("SELECT count(*) FROM searches") == [(0,)], "its rows to go")

    def test_takes_a_unique_prefix_and_the_only_running_search(self):
        self.launch("digits-one")
        self.assertEqual(self.run_json("show")["search"], "digits-one")
        self.launch("digits-two")
        self.assertEqual(self.run_json("show", "digits-t")["search"], "digits-two")
        ambiguous = self.lab.rung("show", "digits")
        self.assertEqual(ambiguous.returncode, 2)
        self.assertIn("digits-one", ambiguous.stderr)

    def test_takes_the_address_before_or_after_the_verb(self):
        elsewhere = {"RUNG_COORDINATOR": "localhost:1"}
        for arguments in (("--coordinator", self.lab.address, "ls"), ("ls", "--coordinator", self.lab.address)):
            listed = self.lab.rung(*arguments, environment=elsewhere)
            self.assertEqual(listed.returncode, 0, listed.stderr)

    def test_all_programs_meet_at_one_address_by_default(self):
        surroundings = {name: value for name, value in os.environ.items() if name != "RUNG_COORDINATOR"}
        for program, arguments in (("rung", ["ls"]), ("rung-worker", []), ("rung-coordinator", [])):
            shown = subprocess.run([BIN / program, *arguments, "--help"], env=surroundings,
                                   capture_output=True, text=True, timeout=10)
            self.assertIn("localhost:7077", shown.stdout)

    def test_every_program_answers_bad_usage_with_2(self):
        for program in ("rung", "rung-worker", "rung-coordinator"):
            for arguments, code in ((["--nope"], 2), (["--help"], 0), (["--version"], 0)):
                done = subprocess.run([BIN / program, *arguments], capture_output=True, timeout=10)
                self.assertEqual(done.returncode, code, f"{program} {arguments}")

    def test_writes_a_search_file_that_searches(self):
        self.run_ok("init", EXAMPLES / "digits.csv", "-f", "new.search")
        self.assertIn('name: "new"', (self.lab.directory / "new.search").read_text())
        plan = self.run_json("plan", "new.search")
        self.assertGreater(plan["epochs_with_resume"], 0)
        refused = self.lab.rung("init", EXAMPLES / "digits.csv", "-f", "new.search")
        self.assertEqual(refused.returncode, 2)

    def test_plans_as_programs_read_it(self):
        plan = self.run_json("plan", EXAMPLES / "digits.search")
        rungs = [(rung["trials"], rung["epochs"]) for rung in plan["brackets"][0]["rungs"]]
        self.assertEqual(rungs, [(81, 1), (27, 3), (9, 9), (3, 27), (1, 81)])
        self.assertEqual((plan["epochs_with_resume"], plan["epochs_from_scratch"]), (297, 405))

    def test_prints_levels_that_end_at_the_top(self):
        for top, eta, trials, levels in [
            (81, 3, 81, [1, 3, 9, 27, 81]),
            (243, 3, 243, [1, 3, 9, 27, 81, 243]),
            (1000, 10, 1000, [1, 10, 100, 1000]),
            (100, 3, 81, [1, 3, 11, 33, 100]),
            (50, 2, 32, [1, 3, 6, 12, 25, 50]),
        ]:
            spec = self.lab.write("p.search", small_search(trials=trials, epochs=top, min_epochs=1).replace("eta: 3", f"eta: {eta}"))
            rungs = self.run_json("plan", spec)["brackets"][0]["rungs"]
            self.assertEqual([rung["epochs"] for rung in rungs], levels)
            self.assertEqual([rung["trials"] for rung in rungs], [trials // eta**k for k in range(len(levels))])

    def test_compares_a_hyperparameter_at_each_rung(self):
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=9)))
        for name in ("hidden_layers", "learning_rate", "activation", "batch_size", "units", "epochs"):
            rows = self.run_json("compare", "small", name)
            self.assertTrue(rows, name)
        table = self.run_ok("compare", "small", "activation").stdout
        for value in ("relu", "tanh", "sigmoid"):
            self.assertIn(value, table)
        wrong = self.lab.rung("compare", "small", "colour")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("learning_rate", wrong.stderr)

    def test_compares_epochs_with_the_gaps_of_the_rungs_results(self):
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search(trials=9, epochs=36, min_epochs=4)))
        gaps = {}
        for trial in self.run_json_lines("trials", "small"):
            for rung in trial["rungs"]:
                gap = rung["training"]["accuracy"] - rung["validation"]["accuracy"]
                gaps.setdefault(rung["epochs"], []).append(gap)
        rows = {(row["rung"], row["value"]): row["gap"] for row in self.run_json("compare", "small", "epochs")["values"]}
        for number, epochs in enumerate((4, 12, 36)):
            self.assertAlmostEqual(rows[number, str(epochs)], statistics.median(gaps[epochs]))
        self.assertIsNone(rows[0, "2"])

    def test_writes_every_form(self):
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))
        self.assertEqual(len(self.run_json_lines("trials", "small")), 9)
        self.assertEqual(len(self.run_json("trials", "small")["trials"]), 9)
        rows = list(csv.DictReader(io.StringIO(self.run_ok("trials", "small", "-o", "csv").stdout)))
        self.assertEqual({row["trial"] for row in rows}, {str(trial) for trial in range(9)})
        for verb in ("ls", "data", "workers"):
            for form in ("table", "json", "jsonl", "csv"):
                self.assertTrue(self.run_ok(verb, "-o", form).stdout, f"{verb} -o {form}")

    def test_shows_floats_that_read_back_to_the_same_number(self):
        self.lab.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))
        stored = dict(self.lab.query("SELECT trial, score FROM rung_results WHERE rung = 0"))
        for line in self.run_ok("trials", "small", "-o", "jsonl").stdout.splitlines():
            trial = json.loads(line)
            self.assertEqual(trial["rungs"][0]["score"], stored[trial["trial"]])


if __name__ == "__main__":
    unittest.main()
