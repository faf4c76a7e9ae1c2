"""A network that is cut between the machines of a lab: packets are lost, nothing is refused.

The machines are network namespaces; a third one passes packets on between them, or does not.
"""

import os
import subprocess
import time
import unittest

from lab import BIN, LabTest, small_search, wait_until

CUT_SECONDS = float(os.environ.get("RUNG_TEST_CUT_SECONDS", 6))
ROUTER, HEAD, WORKERS = (f"rung-{os.getpid()}-{part}" for part in ("router", "head", "workers"))
HEAD_ADDRESS, WORKERS_ADDRESS = "10.77.1.1", "10.77.2.1"


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def inside(namespace, *command):
    return ["ip", "netns", "exec", namespace, *command]


def can_make_namespaces():
    made = subprocess.run(["unshare", "--net", "ip", "link"], capture_output=True, check=False)
    return os.geteuid() == 0 and made.returncode == 0


@unittest.skipUnless(can_make_namespaces(), "network namespaces take root")
class PartitionTest(LabTest):
    def setUp(self):
        super().setUp()
        for namespace in (ROUTER, HEAD, WORKERS):
            ip("netns", "add", namespace)
            self.addCleanup(ip, "netns", "del", namespace)
            ip("-n", namespace, "link", "set", "lo", "up")
        for number, (namespace, address) in enumerate(((HEAD, HEAD_ADDRESS), (WORKERS, WORKERS_ADDRESS)), 1):
            gateway, link = f"10.77.{number}.254", f"to-{number}"
            ip("-n", ROUTER, "link", "add", link, "type", "veth", "peer", "name", "lab", "netns", namespace)
            ip("-n", ROUTER, "address", "add", f"{gateway}/24", "dev", link)
            ip("-n", ROUTER, "link", "set", link, "up")
            ip("-n", namespace, "address", "add", f"{address}/24", "dev", "lab")
            ip("-n", namespace, "link", "set", "lab", "up")
            ip("-n", namespace, "route", "add", "default", "via", gateway)
        self.pass_packets(True)
        # Cleanups run in reverse: programs end before their namespaces go.
        self.addCleanup(self.lab.end_processes)

    def pass_packets(self, do_pass):
        subprocess.run(inside(ROUTER, "sysctl", "-qw", f"net.ipv4.ip_forward={int(do_pass)}"), check=True)

    def results(self):
        return self.lab.query("SELECT count(*) FROM rung_results")[0][0]

    def wait_out(self, what):
        started = time.monotonic()
        wait_until(lambda: time.monotonic() - started > CUT_SECONDS, what, CUT_SECONDS + 60)

    def test_a_worker_that_was_cut_off_keeps_what_it_holds_where_no_other_is_free(self):
        self.lab.address = f"{HEAD_ADDRESS}:7077"
        self.lab.start_coordinator("--insecure", "--lease", "2", "--renew", "0.25", prefix=inside(HEAD))
        self.lab.start_worker("far", "--insecure", prefix=inside(WORKERS))
        spec = self.lab.write("s.search", small_search(trials=27, epochs=81))
        self.run_ok("search", spec, "--detach", "--insecure", prefix=inside(HEAD))
        wait_until(lambda: self.results() > 5, "some results")
        self.pass_packets(False)
        self.wait_out("the end of the cut")
        self.pass_packets(True)
        self.run_ok("watch", "small", "--insecure", prefix=inside(HEAD))
        self.assertEqual(self.lab.query("SELECT count(*) FROM attempts WHERE attempt > 1"), [(0,)])

    def test_a_cut_network_loses_nothing_and_ends_no_process(self):
        self.lab.address = f"{HEAD_ADDRESS}:7077"
        coordinator = self.lab.start_coordinator("--insecure", "--lease", "2", "--renew", "0.25",
                                                 prefix=inside(HEAD))
        at_workers = inside(WORKERS)
        workers = [self.lab.start_worker(f"far-{number}", "--insecure", prefix=at_workers) for number in (1, 2)]
        spec = self.lab.write("s.search", small_search(trials=81, epochs=243))
        search = self.lab.start("search", [*at_workers, BIN / "rung", "search", spec, "--coordinator", self.lab.address,
                                             "--insecure"])
        wait_until(lambda: self.results() > 5, "some results")

        self.pass_packets(False)
        self.wait_out("the end of the cut")
        before = self.results()
        self.assertLess(before, 81)
        self.pass_packets(True)
        healed = time.monotonic()
        wait_until(lambda: self.results() > before, "a result after the cut")
        print(f"\ncut for {CUT_SECONDS:.0f} s; first result {time.monotonic() - healed:.1f} s after it", flush=True)

        self.assertEqual(search.process.wait(120), 0)
        for process in (coordinator, *workers):
            self.assertIsNone(process.process.poll())
        self.assertEqual(self.results(), 81 + 27 + 9 + 3 + 1)
        self.assertEqual(self.lab.query("SELECT count(*) FROM faults"), [(0,)])


if __name__ == "__main__":
    unittest.main()
