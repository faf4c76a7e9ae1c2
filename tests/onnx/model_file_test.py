"""Model files give the same numbers in ONNX Runtime, from raw rows, as in `rung predict`.

With RUNG_MODEL_FILE_TABLE set to a file, the greatest difference of each model is written there.
"""

import csv
import io
import json
import os
import pathlib
import random
import subprocess
import unittest

from lab import EXAMPLES, LabTest

HERE = pathlib.Path(__file__).resolve().parent
RUNTIME = os.environ["RUNG_ONNX_RUNTIME"]
TOLERANCE = 1e-5
ACTIVATIONS = ("RELU", "LEAKY_RELU", "ELU", "GELU", "SILU", "TANH", "SIGMOID")


def spec(name, data, label, activation="TANH", trials=1, epochs=3):
    return f"""
name: "{name}"
data {{ file: "{data}" label: "{label}" }}
random_search {{ trials: {trials} }}
finalists: 1
space {{
  hidden_layers {{ values: 2 }}
  units {{ min: 16 max: 64 scale: LOG }}
  learning_rate {{ min: 1e-3 max: 1e-2 scale: LOG }}
  activation: [{activation}]
  batch_size {{ values: 32 }}
  epochs {{ values: {epochs} }}
}}
"""


def mixed_rows(count):
    """Numbers and words in turns, of every size, with gaps in both; the label depends on all of them."""
    chance = random.Random(5)
    rows = []
    for _ in range(count):
        age = chance.randint(18, 90)
        city = chance.choice(["Köln", "Paris, Texas", '"old" town', "x"])
        income = chance.lognormvariate(10, 2)
        dose = chance.gauss(0, 1) * 1e-6
        smokes = chance.choice(["yes", "no"])
        risk = age / 20 + (city == "x") + (smokes == "yes") + 3e5 * dose + chance.gauss(0, 0.3)
        row = [age, city, income, dose, smokes, "high" if risk > 4.5 else "low" if risk < 2.5 else "middle"]
        for column in (0, 1, 2, 4):
            if chance.random() < 0.1:
                row[column] = ""
        rows.append(row)
    return rows


def as_csv(names, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([names, *rows])
    return text.getvalue()


class ModelFileTest(LabTest):
    def setUp(self):
        super().setUp()
        self.lab.start_coordinator()
        self.lab.start_worker("worker-1")

    def model_of(self, name, text):
        self.run_ok("search", self.lab.write(f"{name}.search", text))
        self.run_ok("model", "get", name, "-f", f"{name}.onnx")
        return self.lab.directory / f"{name}.onnx"

    def in_runtime(self, model, data):
        done = subprocess.run([os.environ["RUNG_NODE"], HERE / "run_model.mjs", RUNTIME, model, data],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def by_rung(self, model, data):
        text = self.run_ok("predict", model, data, "-o", "csv").stdout
        return list(csv.reader(io.StringIO(text)))[1:]

    def assert_same(self, model, data, row_count, scale=1.0):
        """All rows; numbers of regression are compared in units of `scale`."""
        theirs, ours = self.in_runtime(model, data), self.by_rung(model, data)
        self.assertEqual((len(theirs), len(ours)), (row_count, row_count))
        greatest = 0.0
        for their, our in zip(theirs, ours):
            if "probabilities" in their:
                self.assertEqual(their["prediction"], our[0])
                pairs = zip(their["probabilities"], map(float, our[1:]), strict=True)
            else:
                pairs = [(their["prediction"] / scale, float(our[0]) / scale)]
            greatest = max([greatest, *(abs(a - b) for a, b in pairs)])
        self.note(model.stem, row_count, greatest)
        self.assertLessEqual(greatest, TOLERANCE)

    def note(self, name, rows, difference):
        if path := os.environ.get("RUNG_MODEL_FILE_TABLE"):
            with open(path, "a") as table:
                table.write(f"| {name} | {rows} | {difference:.1e} |\n")

    def test_of_the_digits(self):
        data = EXAMPLES / "digits.csv"
        model = self.model_of("digits", spec("digits", data, "digit", trials=3, epochs=9))
        self.assert_same(model, data, 1797)
        said = self.run_ok("predict", model, data).stderr
        self.assertRegex(said, r"accuracy 0\.9\d+ over 1,797 rows with a label")

    def test_of_a_regression(self):
        data = EXAMPLES / "diabetes.csv"
        model = self.model_of("diabetes", spec("diabetes", data, "progression", epochs=9))
        self.assert_same(model, data, 442, scale=77.0)  # the label's standard deviation

    def test_of_words_and_gaps_with_every_activation(self):
        names = ["age", "city", "income", "dose", "smokes", "risk"]
        rows = mixed_rows(400)
        data = self.lab.write("mixed.csv", as_csv(names, rows))
        strangers = [[19, "Atlantis", 1e30, -1e30, "no", ""], ["", "", "", 0, "", "low"]]
        new = self.lab.write("new.csv", as_csv(names, rows + strangers))
        for activation in ACTIVATIONS:
            with self.subTest(activation):
                name = "mixed-" + activation.lower().replace("_", "-")
                model = self.model_of(name, spec(name, data, "risk", activation))
                self.assert_same(model, new, 402)

    def test_of_words_alone(self):
        rows = [[city, smokes, risk] for _, city, _, _, smokes, risk in mixed_rows(200)]
        data = self.lab.write("words.csv", as_csv(["city", "smokes", "risk"], rows))
        self.assert_same(self.model_of("words", spec("words", data, "risk")), data, 200)


if __name__ == "__main__":
    unittest.main()
