"""What Prometheus reads from a coordinator agrees with its database, and Prometheus itself reads it."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest
import unittest.mock
import urllib.parse
import urllib.request

from lab import BIN, SOURCE, UNHURRIED, LabTest, small_search, wait_until

MONITORING = SOURCE / "deploy/monitoring"


def read(url):
    with urllib.request.urlopen(url, timeout=30) as page:
        return page.read().decode()


class Scrape:
    """A page in Prometheus' text format."""

    def __init__(self, text):
        self.text = text
        self.values = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                self.values[name] = float(value)

    def __getitem__(self, name):
        return self.values[name]

    def get(self, name):
        return self.values.get(name, 0)

    def sum(self, family):
        return sum(value for name, value in self.values.items() if name.startswith(family + "{"))


class LabWithMetrics(LabTest):
    def start_coordinator(self, *flags):
        coordinator = self.lab.start_coordinator("--metrics", "localhost:0", *flags)
        self.page = coordinator.wait_for_log(r"metrics on (http://localhost:[1-9]\d*/metrics)").group(1)
        return coordinator

    def scrape(self):
        return Scrape(read(self.page))

    def launch(self, **options):
        self.run_ok("search", self.lab.write("s.search", small_search(**options)), "--detach")

    def number(self, sql):
        return self.lab.query(sql)[0][0]


class MetricsTest(LabWithMetrics):
    def test_tells_what_the_database_says(self):
        self.start_coordinator()
        idle = self.scrape()
        self.assertEqual((idle["rung_healthy"], idle["rung_tasks_waiting"], idle["rung_tasks_running"]), (1, 0, 0))
        self.launch()
        self.assertEqual(self.scrape()["rung_tasks_waiting"], 9)
        self.assertEqual(self.scrape()['rung_search_state{search="small",state="pending"}'], 1)
        for name in ("worker-1", "worker-2"):
            self.lab.start_worker(name)
        self.run_ok("watch", "small")
        after = self.scrape()
        self.assertEqual((after["rung_tasks_waiting"], after["rung_tasks_running"]), (0, 0))
        self.assertEqual(after['rung_search_state{search="small",state="succeeded"}'], 1)
        self.assertEqual(after['rung_search_state{search="small",state="running"}'], 0)
        self.assertEqual(after.sum("rung_epochs_total"), self.number("SELECT count(*) FROM epochs"))
        self.assertEqual(after.sum("rung_samples_total"), self.number("SELECT sum(sample_count) FROM epochs"))
        self.assertEqual(after['rung_attempts_ended_total{end="completed"}'],
                         self.number("SELECT count(*) FROM attempts WHERE ended = 'completed'"))
        self.assertEqual(after['rung_search_epochs_done{search="small"}'],
                         self.number("SELECT trained_epochs FROM progress"))
        self.assertEqual(after['rung_search_epochs_planned{search="small"}'],
                         self.number("SELECT planned_epochs FROM searches"))
        blobs = [blob for blob in pathlib.Path(f"{self.lab.database}-blobs").iterdir() if blob.is_file()]
        self.assertEqual(after["rung_blob_bytes"], sum(blob.stat().st_size for blob in blobs))
        self.assertEqual(after.sum("rung_workers"), 2)
        self.assertGreater(after["rung_database_bytes"], 0)
        self.assertGreater(after["rung_disk_free_bytes"], 0)
        self.assertGreater(after["process_resident_memory_bytes"], 1 << 20)

    def test_times_commits_and_calls(self):
        self.start_coordinator()
        self.launch()
        self.lab.rung("show", "nothing-of-that-name")
        page = self.scrape()
        self.assertEqual(page["rung_commit_seconds_count"], page["rung_commit_facts_count"])
        self.assertGreaterEqual(page["rung_commit_facts_sum"], page["rung_commit_facts_count"])
        self.assertEqual(page['rung_call_seconds_count{code="OK",method="SearchService/CreateSearch"}'], 1)
        self.assertGreater(page['rung_call_seconds_count{code="OK",method="BlobService/PutBlob"}'], 0)

    def test_counts_a_lost_attempt_and_a_superseded_call(self):
        self.start_coordinator("--lease", "1", "--renew", "0.25")
        self.launch(trials=9, epochs=729)  # the other must not be done before the frozen one thaws
        frozen = self.lab.start_worker("frozen", environment={"RUNG_TEST_RANDOM_PAUSE": "1:500"})
        self.freeze_with_a_lease(frozen)
        wait_until(lambda: self.scrape()['rung_leases{state="overdue"}'] > 0, "the lease to run out")
        self.assertEqual(self.scrape()['rung_workers{state="silent"}'], 1)
        self.lab.start_worker("other")
        wait_until(lambda: self.scrape()['rung_attempts_ended_total{end="lost"}'] > 0, "the attempt to be lost")
        frozen.signal_all(signal.SIGCONT)
        wait_until(lambda: self.scrape().get('rung_superseded_total{worker="frozen"}') > 0, "its late call")
        self.run_ok("watch", "small")
        self.assertEqual(self.scrape()['rung_attempts_ended_total{end="lost"}'],
                         self.number("SELECT count(*) FROM attempts WHERE ended = 'lost'"))

    def test_is_off_unless_asked_for(self):
        self.assertNotIn("metrics", self.lab.start_coordinator().log)

    def test_is_not_shown_to_other_machines_unless_asked_for(self):
        for address, words in (("0.0.0.0:0", "--metrics-public"), ("nowhere", "HOST:PORT"), ("127.evil.example:0", "--metrics-public"),
                               ("[::1]:0", "IPv4"), ("unix:/a:1", "HOST:PORT")):
            done = subprocess.run(
                [BIN / "rung-coordinator", "--db", self.lab.database, "--listen", "localhost:0", "--metrics", address],
                capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
        public = self.lab.start_coordinator("--metrics", "0.0.0.0:0", "--metrics-public")
        public.wait_for_log(r"metrics on http://0.0.0.0:\d+")

    def test_an_address_that_is_taken_is_named(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
            address = f"localhost:{taken.getsockname()[1]}"
            done = subprocess.run(
                [BIN / "rung-coordinator", "--db", self.lab.database, "--listen", "localhost:0", "--metrics", address],
                capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"cannot serve metrics on {address}", done.stderr)

    def test_every_metric_is_described(self):
        """The page of deploy/monitoring names each metric there is, and no other; dashboard and alerts ask for no other."""
        self.run_ok("certs", "init", "--dir", "certs", "--host", "lab-head")
        self.run_ok("certs", "worker", "lab-2", "--dir", "certs")
        certs = self.lab.directory / "certs"
        self.start_coordinator("--identity", certs / "coordinator.pem")
        self.lab.start_worker("worker-1", "--identity", certs / "lab-2.pem")
        with unittest.mock.patch.dict(os.environ, RUNG_IDENTITY=str(certs / "client.pem")):
            self.launch()
            self.run_ok("watch", "small")
        self.assertGreater(self.scrape()["rung_certificate_expiry_timestamp_seconds"], time.time() + 300 * 24 * 3600)
        shown = set(re.findall(r"^# TYPE (\S+)", self.scrape().text, re.MULTILINE))
        shown = {name for name in shown if not name.startswith("exposer_")}  # the web server's own
        described = set(re.findall(r"^\| `(\w+)[`{]", (MONITORING / "README.md").read_text(), re.MULTILINE))
        self.assertEqual(shown, described)
        asked = "".join((MONITORING / name).read_text() for name in ("grafana-dashboard.json", "rung.rules.yaml"))
        self.assertEqual(set(re.findall(r"\b(rung_\w+?)(?:_bucket|_count|_sum)?\b", asked)) - shown, set())


@unittest.skipUnless(shutil.which("promtool"), "there is no promtool; install the package prometheus")
class PromtoolTest(LabWithMetrics):
    def check(self, *arguments, text=None):
        done = subprocess.run(["promtool", *map(str, arguments)], input=text, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_the_metrics_keep_the_rules_of_their_names(self):
        self.start_coordinator()
        self.launch()
        self.lab.start_worker("worker-1")
        self.run_ok("watch", "small")
        own = "".join(line + "\n" for line in self.scrape().text.splitlines() if "exposer_" not in line)
        self.check("check", "metrics", text=own)

    def test_the_alerts_are_well_formed_and_fire_when_they_should(self):
        self.assertIn("SUCCESS", self.check("check", "rules", MONITORING / "rung.rules.yaml"))
        self.check("test", "rules", MONITORING / "rung.rules.test.yaml")
        alerts = set(re.findall(r"alert: (\w+)", (MONITORING / "rung.rules.yaml").read_text()))
        cases = (MONITORING / "rung.rules.test.yaml").read_text()
        self.assertEqual(alerts, set(re.findall(r"alertname: (\w+)\n +exp_alerts:\n +- ", cases)))
        self.assertEqual(alerts, set(re.findall(r"alertname: (\w+), exp_alerts: \[\]", cases)))

    def test_prometheus_scrapes_a_search(self):
        self.start_coordinator()
        self.launch()
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        target = self.page.split("/")[2].replace("localhost", "127.0.0.1")
        example = (MONITORING / "prometheus.yaml").read_text()
        self.assertIn("localhost:9177", example)
        config = self.lab.write("prometheus.yaml", example.replace("localhost:9177", target).replace("15s", "1s"))
        shutil.copy(MONITORING / "rung.rules.yaml", self.lab.directory)
        self.check("check", "config", config)
        self.lab.start("prometheus", ["prometheus", f"--config.file={config}", f"--web.listen-address={address}",
                                      f"--storage.tsdb.path={self.lab.directory / 'tsdb'}"])

        def value(query):
            with contextlib.suppress(OSError):
                url = f"http://{address}/api/v1/query?" + urllib.parse.urlencode({"query": query})
                result = json.loads(read(url))["data"]["result"]
                return float(result[0]["value"][1]) if result else None

        self.assertEqual(wait_until(lambda: value("rung_tasks_waiting"), "Prometheus to scrape"), 9)
        self.lab.start_worker("worker-1")
        self.run_ok("watch", "small")
        epochs = self.number("SELECT count(*) FROM epochs")
        wait_until(lambda: value("sum(rung_epochs_total)") == epochs, "the last epochs")
        rules = json.loads(read(f"http://{address}/api/v1/rules"))["data"]["groups"]
        self.assertIn("RungCoordinatorDown", {rule["name"] for group in rules for rule in group["rules"]})


if __name__ == "__main__":
    unittest.main()
