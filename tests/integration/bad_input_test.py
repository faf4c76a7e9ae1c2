"""Bad input gets an error that names the thing, the rule and the way out, and loses nothing.

With RUNG_BAD_INPUT_TABLE set to a file, the cases are written there as a table.
"""

import contextlib
import hashlib
import os
import pathlib
import subprocess
import unittest

from lab import BIN, EXAMPLES, LabTest, small_search

DIGITS = (EXAMPLES / "digits.csv").read_text().splitlines()


class BadInputCase(LabTest):
    """One row of the table a case."""

    def contents(self):
        """A digest of all that the database says."""
        rows = subprocess.run(["sqlite3", self.database(), ".dump"], capture_output=True, check=True, timeout=60)
        return hashlib.sha256(rows.stdout).hexdigest()

    def database(self):
        return self.lab.database

    def answered(self, message, *arguments, exit_code=2, environment=None):
        """The client must say all of the message's parts in one line, and change nothing."""
        before = self.contents()
        done = self.lab.rung(*arguments, environment=environment)
        after = self.contents()
        self.note(done, done.stderr.strip().splitlines()[-1], before, after)
        self.assertEqual(done.returncode, exit_code, done.stderr)
        self.assertEqual(done.stdout, "")
        for part in [message] if isinstance(message, str) else message:
            self.assertIn(part, done.stderr)
        self.assertEqual(after, before)

    def refused(self, spec_text, message, *flags, **options):
        """`rung search` must refuse the spec."""
        self.answered(message, "search", self.lab.write("bad.search", spec_text), "--detach", *flags, **options)

    def note(self, done, line, before, after):
        table = os.environ.get("RUNG_BAD_INPUT_TABLE")
        if not table:
            return
        with open(table, "a") as file:
            error = line.replace(str(self.lab.directory) + "/", "")
            file.write(f"| {self._testMethodName[5:]} | {done.returncode} | {error} | {before[:8]} {after[:8]} |\n")


class BadInputTest(BadInputCase):
    def setUp(self):
        super().setUp()
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("first.search", small_search(name="first")), "--detach")

    def csv(self, lines):
        return self.lab.write("bad.csv", "\n".join(lines) + "\n")

    def test_an_unknown_field(self):
        self.refused(small_search().replace("eta: 3", "eta: 3 foo: 1"), ["bad.search:5:", "foo"])

    def test_eta_of_1(self):
        self.refused(small_search().replace("eta: 3", "eta: 1"), ["bad.search:5:", "eta is 1", "at least 2"])

    def test_an_empty_range(self):
        self.refused(small_search().replace("min: 1e-4 max: 1e-1", "min: 1e-1 max: 1e-4"),
                     ["bad.search:9:", "learning_rate"])

    def test_a_logarithmic_range_that_touches_0(self):
        self.refused(small_search().replace("min: 1e-4", "min: 0"), ["bad.search:9:", "learning_rate", "above 0"])

    def test_too_few_trials_for_the_rungs(self):
        self.refused(small_search().replace("trials: 9", "trials: 8"), ["bad.search:5:", "trials is 8", "9"])

    def test_searched_epochs_under_halving(self):
        self.refused(small_search().replace("space {", "space { epochs { min: 1 max: 9 }"), ["bad.search:6:", "epochs"])

    def test_a_missing_label_column(self):
        self.refused(small_search().replace('label: "digit"', 'label: "digits"'), ["digits", "digit"])

    def test_one_class_only(self):
        data = self.csv([DIGITS[0]] + [row for row in DIGITS[1:] if row.endswith(",3")])
        self.refused(small_search(data=data), ["digit", "one class"])

    def test_a_ragged_row(self):
        data = self.csv(DIGITS[:7] + [DIGITS[7] + ",1"] + DIGITS[8:])
        self.refused(small_search(data=data), ["bad.csv:8:", "66", "65"])

    def test_text_in_a_numeric_column(self):
        data = self.csv(DIGITS[:7] + ["abc," + DIGITS[7].split(",", 1)[1]] + DIGITS[8:])
        self.refused(small_search(data=data), ["bad.csv:8:", "pixel_0_0", "abc"])

    def test_not_a_number_among_features(self):
        data = self.csv(DIGITS[:7] + ["nan," + DIGITS[7].split(",", 1)[1]] + DIGITS[8:])
        self.refused(small_search(data=data), ["bad.csv:8:", "pixel_0_0", "nan", "empty"])

    def test_an_empty_file(self):
        self.refused(small_search(data=self.lab.write("bad.csv", "")), ["bad.csv", "empty"])

    def test_a_line_of_3_gigabytes(self):
        path = self.lab.directory / "bad.csv"
        with open(path, "wb") as file:
            file.write(b"a,b,digit\n" + (b"1" * 1023 + b",") * (17 << 10))
            file.truncate(3 << 30)
        self.refused(small_search(data=path), ["bad.csv:2:", "longer than 16777216 bytes"])

    def test_a_label_of_one_value(self):
        data = self.csv([DIGITS[0]] + [row.rsplit(",", 1)[0] + ",1.5" for row in DIGITS[1:]])
        self.refused(small_search(data=data).replace('label: "digit"', 'label: "digit" objective: REGRESSION'),
                     ["digit", "one value"])

    def test_a_column_of_one_value_is_left_out_and_said(self):
        # Not an error: the digits' own corner pixels are such columns.
        before = self.contents()
        data = self.csv(DIGITS[:-1])
        done = self.run_ok("search", self.lab.write("good.search", small_search(name="good", data=data)), "--detach")
        [line] = [line for line in done.stderr.splitlines() if line.startswith("left out")]
        self.note(done, line, before, self.contents())
        self.assertIn("pixel_0_0", line)
        self.assertEqual(self.lab.query("SELECT inputs < 64 FROM splits"), [(1,), (1,)])

    def test_a_name_that_exists(self):
        self.refused(small_search(name="first"), ["'first' exists", "--name"])

    def test_a_name_that_exists_with_new_data(self):
        self.refused(small_search(name="first", data=self.csv(DIGITS[:-1])), ["'first' exists", "--name"])

    def test_a_score_that_does_not_fit_the_label(self):
        spec = small_search(data=self.csv(DIGITS[:-1])) + "score: RMSE\n"
        self.refused(spec, ["score is RMSE", "classification", "ACCURACY"])

    def test_an_address_where_nothing_listens(self):
        self.refused(small_search(), ["no coordinator answers at localhost:1", "rung-coordinator"], exit_code=3,
                     environment={"RUNG_COORDINATOR": "localhost:1"})

    def test_a_search_file_that_is_not_there(self):
        self.answered("nowhere.search", "search", "nowhere.search")

    def test_a_search_that_is_not_there(self):
        self.answered("nothing", "best", "nothing", exit_code=4)


@unittest.skipUnless(os.geteuid() == 0, "a small file system needs root")
class FullDiskTest(BadInputCase):
    def database(self):
        return self.lab.directory / "small-disk" / "lab.db"

    def test_a_full_disk(self):
        place = self.database().parent
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", place])
        coordinator = self.lab.start("coordinator", [
            BIN / "rung-coordinator", "--db", self.database(), "--listen", "localhost:0"])
        self.lab.address = coordinator.wait_for_log(r"serving on (\S+),").group(1)
        with contextlib.suppress(OSError), open(place / "filler", "wb", buffering=0) as filler:
            while filler.write(b"0" * 4096):
                pass
        before = self.contents()
        done = self.lab.rung("search", self.lab.write("s.search", small_search()), "--detach")
        after = self.contents()
        self.note(done, done.stderr.strip().splitlines()[-1], before, after)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "full|space")
        self.assertEqual(after, before)
        # With room again the same command works.
        pathlib.Path(place / "filler").unlink()
        self.run_ok("search", self.lab.directory / "s.search", "--detach")
        check = subprocess.run(["sqlite3", self.database(), "PRAGMA integrity_check"], capture_output=True, text=True)
        self.assertEqual(check.stdout, "ok\n")
        coordinator.end()


if __name__ == "__main__":
    unittest.main()
