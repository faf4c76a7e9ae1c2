"""A data set is its rows: whether they come as CSV, IDX or .npy, plain or compressed, the search is the same."""

import contextlib
import gzip
import sqlite3
import struct
import unittest

import numpy

from lab import EXAMPLES, LabTest, small_search


def idx(array):
    """A file of bytes in the format of MNIST."""
    return struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


class DataFilesTest(LabTest):
    def setUp(self):
        super().setUp()
        table = numpy.loadtxt(EXAMPLES / "digits.csv", delimiter=",", skiprows=1)
        self.images, self.labels = table[:, :64].astype(numpy.uint8).reshape(-1, 8, 8), table[:, 64].astype(numpy.uint8)
        rows = zip(self.images.reshape(-1, 64), self.labels)
        header = ",".join(f"x{column}" for column in range(64)) + ",digit\n"
        self.csv = header + "".join(",".join(map(str, [*image, label])) + "\n" for image, label in rows)

    def write_gzip(self, name, content):
        with gzip.open(self.lab.directory / name, "wb") as file:
            file.write(content)

    def searched(self, name, data):
        """The data that were searched and their division, and every result with the digest of its network."""
        text = small_search(data="DATA").replace('file: "DATA"', data)
        database = self.lab.directory / f"{name}.db"
        self.run_ok("local", self.lab.write(f"{name}.search", text), "--workers", 2, "--db", database)
        with contextlib.closing(sqlite3.connect(database)) as connection:
            return (connection.execute("SELECT data_set, split FROM searches").fetchall(),
                    connection.execute("SELECT trial, rung, epochs, checkpoint FROM rung_results ORDER BY 1, 2").fetchall())

    def test_every_format_of_the_same_rows_is_the_same_search(self):
        self.lab.write("rows.csv", self.csv)
        expected = self.searched("csv", 'file: "rows.csv"')
        self.assertEqual(len(expected[1]), 9 + 3 + 1)
        self.write_gzip("rows.csv.gz", self.csv.encode())
        self.assertEqual(self.searched("csv-gz", 'file: "rows.csv.gz"'), expected)
        self.write_gzip("images.gz", idx(self.images))
        self.write_gzip("labels.gz", idx(self.labels))
        self.assertEqual(self.searched("idx", 'file: "images.gz" label_file: "labels.gz"'), expected)
        numpy.save(self.lab.directory / "images.npy", self.images.astype(">f4"))
        numpy.save(self.lab.directory / "labels.npy", self.labels.astype(str))
        self.assertEqual(self.searched("npy", 'file: "images.npy" label_file: "labels.npy"'), expected)

    def test_init_writes_a_search_file_that_runs(self):
        self.write_gzip("images.gz", idx(self.images))
        self.write_gzip("labels.gz", idx(self.labels))
        said = self.run_ok("init", "images.gz", "--labels", "labels.gz", "-f", "mine.search").stderr
        self.assertIn("label: label (classification)", said)
        text = (self.lab.directory / "mine.search").read_text()
        text = text.replace("trials: 81", "trials: 3").replace("epochs: 81", "epochs: 3")
        best = self.run_json("local", self.lab.write("mine.search", text))["best"]
        self.assertEqual(len(best), 3)

    def test_errors_name_the_file_that_was_named(self):
        numpy.save(self.lab.directory / "images.npy", numpy.asfortranarray(self.images.reshape(-1, 64)))
        numpy.save(self.lab.directory / "labels.npy", self.labels[:-1])
        self.write_gzip("images.gz", idx(self.images))
        whole = (self.lab.directory / "images.gz").read_bytes()
        (self.lab.directory / "cut.gz").write_bytes(whole[: len(whole) // 2])
        for data, label, parts in (
            ("images.npy", "labels.npy", ["images.npy", "numpy.ascontiguousarray"]),
            ("images.gz", "labels.npy", ["images.gz has 1797 rows", "labels.npy has 1796"]),
            ("cut.gz", "labels.npy", ["cut.gz", "cut short"]),
            ("images.gz", "nothing.npy", ["nothing.npy"]),
        ):
            spec = small_search(data="DATA").replace('file: "DATA"', f'file: "{data}" label_file: "{label}"')
            done = self.lab.rung("local", self.lab.write("bad.search", spec))
            self.assertEqual(done.returncode, 2, done.stderr)
            for part in parts:
                self.assertIn(part, done.stderr)
            self.assertFalse((self.lab.directory / "small.db").exists())


if __name__ == "__main__":
    unittest.main()
