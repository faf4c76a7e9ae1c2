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


class BadInputTest(LabTest):
    def setUp(self):
        super().setUp()
        self.lab.start_coordinator()
        self.sent = self.run_ok("search", self.lab.write("first.search", small_search(name="first")), "--detach")

    def contents(self):
        """A digest of all that the database says."""
        rows = subprocess.run(["sqlite3", self.lab.database, ".dump"], capture_output=True, check=True, timeout=60)
        return hashlib.sha256(rows.stdout).hexdigest()

    def refused(self, spec_text, message, *flags, exit_code=2, environment=None):
        """`rung search` must refuse the spec with all of the message's parts, and change nothing."""
        before = self.contents()
        done = self.lab.rung("search", self.lab.write("bad.search", spec_text), "--detach", *flags,
                             environment=environment)
        self.note(done, before)
        self.assertEqual(done.returncode, exit_code, done.stderr)
        self.assertEqual(done.stdout, "")
        for part in [message] if isinstance(message, str) else message:
            self.assertIn(part, done.stderr)
        self.assertEqual(self.contents(), before)

    def note(self, done, before):
        table = os.environ.get("RUNG_BAD_INPUT_TABLE")
        if not table:
            return
        after = self.contents()
        with open(table, "a") as file:
            error = done.stderr.strip().splitlines()[-1].replace(str(self.lab.directory) + "/", "")
            file.write(f"| {self._testMethodName[5:]} | {done.returncode} | {error} | {before[:8]} {after[:8]} |\n")

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
        done = self.lab.rung("search", self.lab.write("good.search", small_search(name="good")), "--detach")
        self.assertEqual(done.returncode, 0)
        self.assertIn("pixel_0_0", self.sent.stderr)
        self.assertEqual(self.lab.query("SELECT inputs < 64 FROM splits"), [(1,)])

    def test_a_name_that_exists(self):
        self.refused(small_search(name="first"), ["'first' exists", "--name"])

    def test_an_address_where_nothing_listens(self):
        self.refused(small_search(), ["no coordinator answers at localhost:1", "rung-coordinator"], exit_code=3,
                     environment={"RUNG_COORDINATOR": "localhost:1"})

    def test_a_search_file_that_is_not_there(self):
        done = self.lab.rung("search", "nowhere.search")
        self.assertEqual(done.returncode, 2)
        self.assertIn("nowhere.search", done.stderr)

    def test_a_search_that_is_not_there(self):
        done = self.lab.rung("best", "nothing")
        self.assertEqual(done.returncode, 4)
        self.assertIn("nothing", done.stderr)


@unittest.skipUnless(os.geteuid() == 0, "a small file system needs root")
class FullDiskTest(LabTest):
    def test_a_full_disk(self):
        place = self.lab.directory / "small-disk"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", place])
        coordinator = self.lab.start("coordinator", [
            BIN / "rung-coordinator", "--db", place / "lab.db", "--listen", "localhost:0"])
        self.lab.address = coordinator.wait_for_log(r"serving on (\S+),").group(1)
        with contextlib.suppress(OSError), open(place / "filler", "wb", buffering=0) as filler:
            while filler.write(b"0" * 4096):
                pass
        done = self.lab.rung("search", self.lab.write("s.search", small_search()), "--detach")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "full|space")
        # With room again the same command works.
        pathlib.Path(place / "filler").unlink()
        self.run_ok("search", self.lab.directory / "s.search", "--detach")
        check = subprocess.run(["sqlite3", place / "lab.db", "PRAGMA integrity_check"], capture_output=True, text=True)
        self.assertEqual(check.stdout, "ok\n")
        coordinator.end()


if __name__ == "__main__":
    unittest.main()
