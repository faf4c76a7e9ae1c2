"""Identities, mutual TLS and rights by role, with the real programs: who gets in, and what those who do not are told."""

import base64
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import unittest
import urllib.request

import grpc

from lab import BIN, UNHURRIED, LabTest, small_search, wait_until
from partition_test import can_make_namespaces, inside, ip

RENEWALS = 4


def serial_served(address, identity, version=None):
    """The serial number of the certificate that a server shows, in hexadecimal digits."""
    context = ssl.create_default_context(cafile=identity)
    context.load_cert_chain(identity)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=30) as plain:
        with context.wrap_socket(plain, server_hostname=host) as secure:
            return secure.getpeercert()["serialNumber"]


class TlsTest(LabTest):
    def setUp(self):
        super().setUp()
        self.certs = self.make_certs("rung-certs")

    def make_certs(self, folder):
        self.run_ok("certs", "init", "--dir", folder, "--host", "lab-head")
        self.run_ok("certs", "worker", "lab-2", "--dir", folder)
        return self.lab.directory / folder

    def start_coordinator(self, *flags):
        return self.lab.start_coordinator("--identity", self.certs / "coordinator.pem", *flags)

    def start_worker(self, name, identity=None, **options):
        return self.lab.start_worker(name, "--identity", identity or self.certs / "lab-2.pem", **options)

    def as_client(self, identity=None):
        return {"RUNG_IDENTITY": str(identity or self.certs / "client.pem")}

    def refused(self, exit_code, *words, arguments=("ls",), **environment):
        done = self.lab.rung(*arguments, environment=environment)
        self.assertEqual(done.returncode, exit_code, done.stderr)
        for word in words:
            self.assertIn(str(word), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def expired(self):
        """A client's identity that was made properly, but expired yesterday."""
        key, request, certificate = (self.lab.directory / f"expired.{end}" for end in ("key", "csr", "crt"))
        extensions = self.lab.write("extensions", "extendedKeyUsage=clientAuth\nsubjectAltName=URI:rung://client/ada\n")
        for command in (["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                         "-subj", "/CN=ada", "-out", request],
                        ["x509", "-req", "-in", request, "-CA", self.certs / "ca.pem", "-CAkey", self.certs / "ca.key",
                         "-days", "-1", "-set_serial", "7", "-extfile", extensions, "-out", certificate]):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        return self.private("expired.pem", *(path.read_text() for path in (key, certificate, self.certs / "ca.pem")))

    def private(self, name, *parts):
        path = self.lab.write(name, "".join(parts))
        path.chmod(0o600)
        return path

    def call(self, method, identity):
        """Calls a method with nothing; answers the error's code and words."""
        text = identity.read_bytes()
        credentials = grpc.ssl_channel_credentials((self.certs / "ca.pem").read_bytes(), text, text)
        with grpc.secure_channel(self.lab.address, credentials) as channel:
            try:
                channel.unary_unary(method)(b"", timeout=30)
            except grpc.RpcError as error:
                return error.code(), error.details()
        return grpc.StatusCode.OK, ""


class CertsTest(TlsTest):
    def test_files_with_keys_are_their_owners_alone_whatever_the_umask(self):
        for umask in (0o000, 0o777):
            before = os.umask(umask)
            try:
                folder = self.lab.directory / f"umask-{umask:o}"
                folder.mkdir()
                folder.chmod(0o700)
                self.make_certs(folder)
            finally:
                os.umask(before)
            for name in ("ca.key", "coordinator.pem", "client.pem", "lab-2.pem"):
                self.assertEqual(stat.S_IMODE((folder / name).stat().st_mode), 0o600, name)

    def test_init_changes_nothing_where_a_ca_is(self):
        before = {path: path.read_bytes() for path in self.certs.iterdir()}
        self.refused(2, "already", "rung certs worker NAME", "rung certs coordinator",
                     arguments=("certs", "init", "--host", "lab-head"))
        self.assertEqual({path: path.read_bytes() for path in self.certs.iterdir()}, before)

    def test_init_goes_on_after_an_interruption(self):
        (self.certs / "ca.key").rename(self.certs / "ca.key.unfinished")
        (self.certs / "client.pem").unlink()
        again = ("certs", "init", "--host", "lab-head")
        self.run_ok(*again)
        self.assertFalse((self.certs / "ca.key.unfinished").exists())
        self.run_ok("certs", "worker", "lab-2", "--force")
        self.assertEqual(self.run_json("certs", "show", self.certs / "client.pem")["authority_sha256"],
                         self.run_json("certs", "show", self.certs / "lab-2.pem")["authority_sha256"])
        self.refused(2, "already", arguments=again)

    def test_says_that_the_ca_cuts_a_life_short(self):
        done = self.run_ok("certs", "worker", "lab-3", "--days", "36500")
        until = self.run_json("certs", "show", self.certs / "ca.pem")["valid_until"]
        self.assertEqual(done.stderr.count("as the CA in rung-certs expires then"), 1)
        self.assertIn(f"valid until {until}, not for 36500 days", done.stderr)
        self.assertEqual(self.run_json("certs", "show", self.certs / "lab-3.pem")["valid_until"], until)
        done = self.run_ok("certs", "init", "--host", "lab-head", "--dir", "short", "--days", "20", "--ca-days", "10")
        self.assertEqual(done.stderr.count("not for 20 days, as the CA in short expires then"), 1)

    def test_takes_no_part_of_an_address_for_a_host(self):
        self.refused(2, "'1.2.3' is not the name or address of a host",
                     arguments=("certs", "init", "--dir", "other", "--host", "1.2.3"))
        self.assertFalse((self.lab.directory / "other").exists())

    def test_shows_the_ca_whose_file_anyone_may_read(self):
        (self.certs / "ca.pem").chmod(0o644)
        shown = self.run_json("certs", "show", self.certs / "ca.pem")
        self.assertEqual(shown["authority_sha256"],
                         self.run_json("certs", "show", self.certs / "client.pem")["authority_sha256"])
        self.assertRegex(self.run_ok("certs", "show", self.certs / "ca.pem").stdout, r"^CA 'rung CA [0-9a-f]{8}'\n")

    def test_the_keys_of_the_ca_and_of_others_are_in_no_identity(self):
        keys = {name: re.search("-----BEGIN PRIVATE KEY.*?-----END", (self.certs / name).read_text(), re.DOTALL).group()
                for name in ("ca.key", "coordinator.pem", "client.pem", "lab-2.pem")}
        self.assertEqual(len(set(keys.values())), 4)
        for path in self.certs.iterdir():
            self.assertLessEqual(path.read_text().count("PRIVATE KEY-----"), 2, path)

    def test_shows_whose_an_identity_is(self):
        shown = self.run_json("certs", "show", self.certs / "coordinator.pem")
        self.assertEqual((shown["role"], shown["name"]), ("coordinator", "coordinator"))
        self.assertEqual(shown["hosts"], ["lab-head", "localhost", "127.0.0.1", "::1"])
        printed = subprocess.run(["openssl", "x509", "-in", self.certs / "ca.pem", "-noout", "-fingerprint", "-sha256"],
                                 check=True, capture_output=True, text=True).stdout
        self.assertIn(shown["authority_sha256"].upper(), printed.replace(":", ""))
        self.assertIn("worker 'lab-2'", self.run_ok("certs", "show", self.certs / "lab-2.pem").stdout)

    def test_renews_by_force_alone_and_only_the_same_identity(self):
        again = ("certs", "worker", "lab-2")
        serial = self.run_json("certs", "show", self.certs / "lab-2.pem")["serial"]
        self.refused(2, "--force", arguments=again)
        self.run_ok(*again, "--force")
        self.assertNotEqual(self.run_json("certs", "show", self.certs / "lab-2.pem")["serial"], serial)
        self.refused(2, "worker 'lab-2'", arguments=("certs", "client", "lab-2", "--force"))
        self.refused(2, "the CA's", arguments=("certs", "client", "ca", "--force"))

    def test_openssl_believes_what_was_made(self):
        for name, purpose in (("coordinator", "sslserver"), ("client", "sslclient"), ("lab-2", "sslclient")):
            subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", self.certs / "ca.pem",
                            self.certs / f"{name}.pem"], check=True, capture_output=True)


class MutualTlsTest(TlsTest):
    def answer(self, name):
        best = self.run_json("best", name, environment=self.as_client())["best"]
        return [{key: value for key, value in row.items() if "second" not in key} for row in best]

    def test_a_search_over_tls_has_the_answer_of_one_without(self):
        socket_path = f"unix:{self.lab.directory / 'socket'}"
        self.start_coordinator("--listen", socket_path)
        self.start_worker("worker-1")
        self.run_ok("search", self.lab.write("s.search", small_search(name="over-tls")), environment=self.as_client())
        plain = {"RUNG_COORDINATOR": socket_path}
        self.run_ok("search", self.lab.write("s.search", small_search(name="plain")), environment=plain)
        self.assertEqual(self.answer("over-tls"), self.answer("plain"))
        results = [self.lab.query("SELECT trial, rung, rung_results.score FROM rung_results JOIN searches USING (search_id) "
                                  f"WHERE name = '{name}' ORDER BY trial, rung") for name in ("over-tls", "plain")]
        self.assertTrue(results[0])
        self.assertEqual(*results)

    def test_speaks_tls_1_2_and_1_3_and_nothing_older(self):
        coordinator = self.start_coordinator()
        client = self.certs / "client.pem"
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            self.assertTrue(serial_served(self.lab.address, client, version))
        done = subprocess.run(["openssl", "s_client", "-connect", self.lab.address, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        coordinator.wait_for_log("unsupported protocol")

    def test_says_why_nobody_gets_in_without_a_certificate(self):
        self.start_coordinator()
        self.refused(3, "speaks TLS", "rung certs", "--identity")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            context = ssl.create_default_context(cafile=self.certs / "ca.pem")
            host, port = self.lab.address.rsplit(":", 1)
            with socket.create_connection((host, int(port)), timeout=30) as plain:
                with context.wrap_socket(plain, server_hostname=host) as secure:
                    if not secure.recv(1):
                        raise ConnectionError

    def test_says_that_a_certificate_is_of_another_ca(self):
        coordinator = self.start_coordinator()
        other = self.make_certs("other-certs")
        self.refused(3, "of another CA", other / "client.pem", **self.as_client(other / "client.pem"))
        self.assertEqual(self.call("/rung.v1.SearchService/ListSearches", other / "client.pem")[0],
                         grpc.StatusCode.UNAVAILABLE)
        coordinator.wait_for_log("certificate verify failed")

    def test_says_that_a_certificate_has_expired(self):
        self.start_coordinator()
        expired = self.expired()
        self.refused(2, "has expired", "rung certs client ada --force", **self.as_client(expired))
        # One that does not look at its own file is not let in either.
        self.assertEqual(self.call("/rung.v1.SearchService/ListSearches", expired)[0], grpc.StatusCode.UNAVAILABLE)

    def test_says_that_a_workers_certificate_is_no_clients(self):
        coordinator = self.start_coordinator("--metrics", "localhost:0")
        worker = self.certs / "lab-2.pem"
        self.refused(2, "worker 'lab-2'", "rung certs client", **self.as_client(worker))
        code, words = self.call("/rung.v1.SearchService/DeleteSearch", worker)
        self.assertEqual(code, grpc.StatusCode.PERMISSION_DENIED)
        self.assertIn("worker 'lab-2'; DeleteSearch takes a client's", words)
        code, words = self.call("/rung.v1.TaskService/LeaseTask", self.certs / "client.pem")
        self.assertEqual(code, grpc.StatusCode.PERMISSION_DENIED)
        self.assertIn("LeaseTask takes a worker's", words)
        self.assertEqual(self.call("/grpc.health.v1.Health/Check", worker)[0], grpc.StatusCode.OK)
        self.assertEqual(self.call("/rung.v1.SearchService/Dance", worker)[0], grpc.StatusCode.PERMISSION_DENIED)
        with urllib.request.urlopen(coordinator.wait_for_log(r"metrics on (\S+)").group(1), timeout=30) as page:
            self.assertIn('rung_call_seconds_count{code="PERMISSION_DENIED",method="SearchService/DeleteSearch"} 1',
                          page.read().decode())

    def test_says_that_a_certificate_is_for_another_host(self):
        self.lab.address = "127.0.0.2:0"
        self.start_coordinator()
        self.refused(3, "is for lab-head, localhost", "not 127.0.0.2",
                     "rung certs coordinator --host lab-head,localhost,127.0.0.1,::1,127.0.0.2 --force", **self.as_client())

    def test_says_that_what_listens_is_silent(self):
        with socket.create_server(("127.0.0.1", 0)) as mute:
            self.lab.address = f"127.0.0.1:{mute.getsockname()[1]}"
            self.refused(3, f"something accepts connections at {self.lab.address} but does not speak TLS with us",
                         "the coordinator's log", **self.as_client())

    def doctor(self, identity):
        done = self.lab.rung("doctor", "-o", "json", environment=self.as_client(identity))
        self.assertEqual(done.stderr, "")
        return done.returncode, {row["check"]: row for row in json.loads(done.stdout)["checks"]}

    def test_doctor_says_a_fault_of_the_identity_once(self):
        self.start_coordinator()
        code, checks = self.doctor(self.expired())
        self.assertEqual((code, list(checks)), (3, ["address", "connect", "tls", "programs"]))
        self.assertIn("has expired", checks["tls"]["found"])

    def test_doctor_says_a_fault_of_the_handshake_as_one_of_tls(self):
        self.start_coordinator()
        other = self.make_certs("other-certs")
        code, checks = self.doctor(other / "client.pem")
        self.assertEqual((code, list(checks)), (3, ["address", "connect", "tls", "programs"]))
        self.assertIn("of another CA", checks["tls"]["found"])

    def test_doctor_says_on_a_workers_machine_what_keeps_the_worker_out(self):
        self.lab.address = "127.0.0.2:0"
        self.start_coordinator()
        code, checks = self.doctor(self.certs / "lab-2.pem")
        self.assertEqual((code, list(checks)), (3, ["address", "connect", "tls", "programs"]))
        self.assertIn("not 127.0.0.2", checks["tls"]["found"])

    def test_doctor_checks_the_way_alone_for_a_worker(self):
        self.start_coordinator()
        code, checks = self.doctor(self.certs / "lab-2.pem")
        self.assertEqual((code, list(checks)), (0, ["address", "connect", "tls", "rights", "programs"]))
        self.assertIn("mutual TLS with", checks["tls"]["found"])

    def test_doctor_advises_only_where_the_fault_does_not_say_what_to_do(self):
        self.start_coordinator()
        open_to_all = self.lab.directory / "open.pem"
        shutil.copy(self.certs / "client.pem", open_to_all)
        open_to_all.chmod(0o644)
        fault = self.doctor(open_to_all)[1]["tls"]
        self.assertIn("say: chmod", fault["found"])
        self.assertEqual(fault["advice"], "")
        self.assertIn("RUNG_IDENTITY", self.doctor("none.pem")[1]["tls"]["advice"])

    def test_doctor_tells_how_to_start_a_worker_with_tls(self):
        self.start_coordinator()
        advice = self.doctor(self.certs / "client.pem")[1]["workers"]["advice"]
        self.assertIn("--identity FILE`, of a file that `rung certs worker` makes", advice)

    def test_doctor_warns_once_of_an_identity_that_expires_soon(self):
        self.run_ok("certs", "token", "client", "soon", "--days", "29", "-f", "soon.pem")
        self.start_coordinator("--tokens", self.certs / "tokens")
        _, checks = self.doctor("soon.pem")
        self.assertEqual(checks["tls"]["result"], "warning")
        self.assertIn("soon.pem expires on", checks["tls"]["found"])

    def test_doctor_tells_a_token_from_a_certificate(self):
        self.run_ok("certs", "token", "client", "ada", "-f", "ada.pem")
        self.start_coordinator("--tokens", self.certs / "tokens")
        self.assertIn("TLS with the token in", self.doctor("ada.pem")[1]["tls"]["found"])
        self.assertIn("mutual TLS with", self.doctor(self.certs / "client.pem")[1]["tls"]["found"])

    def test_says_that_the_other_side_speaks_no_tls(self):
        self.lab.start_coordinator()
        self.refused(3, "speaks no TLS", "--identity", **self.as_client())

    def test_a_unix_socket_needs_no_identity(self):
        address = f"unix:{self.lab.directory / 'socket'}"
        self.lab.address = address
        self.lab.start_coordinator("--identity", "/no/such/file")
        self.run_ok("ls", environment={"RUNG_COORDINATOR": address, "RUNG_IDENTITY": "/no/such/file"})

    def test_a_file_at_fault_is_refused_by_all_programs_with_rule_and_way_out(self):
        readable = self.lab.write("readable.pem", (self.certs / "client.pem").read_text())
        readable.chmod(0o644)
        keyless = self.private("keyless.pem", (self.certs / "ca.pem").read_text())
        private = "chmod g-w,o= " if os.geteuid() == 0 else "chmod 600 "
        for path, words in ((readable, private), (keyless, "lacks a private key"), (pathlib.Path("/no/such"), "cannot read")):
            for program, flags in (("rung", ["ls", "--coordinator", "localhost:1"]), ("rung-worker", ["--coordinator", "localhost:1"]),
                                   ("rung-coordinator", ["--db", self.lab.database])):
                done = subprocess.run([BIN / program, *flags, "--identity", path], capture_output=True, text=True, timeout=60)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(words, done.stderr)
                self.assertIn(str(path), done.stderr)

    def test_the_coordinator_says_that_the_variable_names_a_clients_identity(self):
        done = subprocess.run([BIN / "rung-coordinator", "--db", self.lab.database], capture_output=True, text=True,
                              timeout=60, env={**os.environ, **self.as_client()})
        self.assertEqual(done.returncode, 2)
        self.assertIn("is that of client 'client'", done.stderr)
        self.assertIn("RUNG_IDENTITY names it, and --identity overrules that", done.stderr)

    def test_addresses_that_others_reach_need_an_identity_or_insecure(self):
        done = subprocess.run([BIN / "rung-coordinator", "--db", self.lab.database, "--listen", "0.0.0.0:0"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--identity", done.stderr)

    def test_warns_of_an_identity_that_expires_soon(self):
        self.run_ok("certs", "token", "client", "soon", "--days", "29", "-f", "soon.pem")
        self.start_coordinator("--tokens", self.certs / "tokens")
        done = self.run_ok("ls", environment=self.as_client(self.lab.directory / "soon.pem"))
        self.assertIn("soon.pem expires on", done.stderr)

    def test_a_worker_says_why_it_is_refused_and_goes_on_once_its_file_is_replaced(self):
        self.start_coordinator()
        other = self.make_certs("other-certs")
        identity = self.private("worker.pem", (other / "lab-2.pem").read_text())
        worker = self.start_worker("worker-1", identity)
        worker.wait_for_log("of another CA")
        self.private("good.pem", (self.certs / "lab-2.pem").read_text()).rename(identity)
        self.run_ok("search", self.lab.write("s.search", small_search()), environment=self.as_client())
        self.assertEqual(len(self.run_json_lines("workers", environment=self.as_client())), 1)

    def test_who_is_of_a_ca_that_was_replaced_does_not_stay(self):
        self.start_coordinator("--connection-age", "1")
        old = (self.certs / "client.pem").read_bytes()
        new = self.make_certs("new-certs")
        credentials = grpc.ssl_channel_credentials((self.certs / "ca.pem").read_bytes(), old, old)
        with grpc.secure_channel(self.lab.address, credentials) as channel:
            call = channel.unary_unary("/rung.v1.SearchService/ListSearches")
            call(b"", timeout=30)
            self.private("new.pem", (new / "coordinator.pem").read_text()).rename(self.certs / "coordinator.pem")

            def is_out():
                try:
                    call(b"", timeout=30)
                except grpc.RpcError as error:
                    return error.code() == grpc.StatusCode.UNAVAILABLE
                return False

            wait_until(is_out, "the connection's end")
        self.run_ok("ls", environment=self.as_client(new / "client.pem"))

    def test_renewed_certificates_take_effect_and_no_call_fails(self):
        self.start_coordinator("--connection-age", "1")
        worker = self.start_worker("worker-1", environment=UNHURRIED)
        self.run_ok("search", self.lab.write("s.search", small_search(name="long", trials=81, epochs=81)), "--detach",
                    environment=self.as_client())
        done = threading.Event()
        calls = []

        def poll():
            while not done.is_set():
                calls.append(self.lab.rung("ls", environment=self.as_client()))

        poller = threading.Thread(target=poll)
        poller.start()
        self.addCleanup(poller.join)
        self.addCleanup(done.set)
        client, serials = self.certs / "client.pem", set()
        for _ in range(RENEWALS):
            for arguments in (("coordinator", "--host", "lab-head"), ("worker", "lab-2"), ("client", "client")):
                self.run_ok("certs", *arguments, "--force")
            serial = self.run_json("certs", "show", self.certs / "coordinator.pem")["serial"]
            wait_until(lambda: int(serial_served(self.lab.address, client), 16) == int(serial, 16), "the new certificate")
            serials.add(serial)
            many = len(calls) + 2
            wait_until(lambda: len(calls) >= many, "calls with the new certificate")
        done.set()
        poller.join()
        self.assertEqual(len(serials), RENEWALS)
        self.assertEqual([call.stderr for call in calls if call.returncode != 0], [])
        print(f"\n{RENEWALS} renewals of all three, {len(calls)} calls, none failed", flush=True)
        self.assertIsNone(worker.process.poll())
        self.assertNotIn("trying until", worker.log)
        self.assertEqual(self.lab.query("SELECT count(*) FROM faults"), [(0,)])

    def test_an_identity_that_is_damaged_in_place_is_passed_over(self):
        coordinator = self.start_coordinator()
        worker = self.start_worker("worker-1", environment=UNHURRIED)
        self.run_ok("search", self.lab.write("s.search", small_search(trials=27, epochs=27)), "--detach",
                    environment=self.as_client())
        programs = {self.certs / "coordinator.pem": coordinator, self.certs / "lab-2.pem": worker}
        whole = {path: path.read_text() for path in programs}
        key, key_and_certificate = (re.compile(r"(-----BEGIN.*?-----END.*?\n){%d}" % blocks, re.DOTALL) for blocks in (1, 2))
        for damage, fault in (
                (lambda pem: "", "lacks a private key"),
                (lambda pem: key.match(pem).group(), "lacks a certificate of its own"),
                (lambda pem: key_and_certificate.match(pem).group(), "lacks the CA's certificate"),
                (lambda pem: (self.certs / "client.pem").read_text(), "is that of client")):
            for path, program in programs.items():
                path.write_text(damage(whole[path]))  # in place, as cp does
                program.wait_for_log(f"{path} {fault}.*stays in use")
            self.run_ok("ls", environment=self.as_client())
        for path in programs:
            path.write_text(whole[path])
        self.run_ok("watch", "small", environment=self.as_client())
        for program in programs.values():
            self.assertIsNone(program.process.poll())
            self.assertNotIn("assertion", program.log)


class TokenTest(TlsTest):
    def token(self, role, name):
        """An identity with a token, and the token."""
        path = self.lab.directory / f"{name}.pem"
        self.run_ok("certs", "token", role, name, "-f", path)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        block = re.search("-----BEGIN RUNG TOKEN-----(.*?)-----END", path.read_text(), re.DOTALL).group(1)
        return path, base64.b64decode(block).decode().split()[-1]

    def call_with(self, method, token):
        """Calls a method without a certificate; answers the error's code."""
        credentials = grpc.ssl_channel_credentials((self.certs / "ca.pem").read_bytes())
        with grpc.secure_channel(self.lab.address, credentials) as channel:
            try:
                metadata = [("authorization", f"Bearer {token}")] if token else []
                channel.unary_unary(method)(b"", metadata=metadata, timeout=30)
            except grpc.RpcError as error:
                return error.code()
        return grpc.StatusCode.OK

    def test_a_token_stands_for_a_certificate(self):
        ada, _ = self.token("client", "ada")
        worker, secret = self.token("worker", "lab-3")
        coordinator = self.start_coordinator("--tokens", self.certs / "tokens")
        self.start_worker("worker-1", worker)
        self.run_ok("search", self.lab.write("s.search", small_search()), environment=self.as_client(ada))
        self.run_ok("ls", environment=self.as_client())
        self.refused(2, "rung certs client", **self.as_client(worker))
        lists, leases = "/rung.v1.SearchService/ListSearches", "/rung.v1.TaskService/EndSession"
        self.assertEqual(self.call_with(lists, secret), grpc.StatusCode.PERMISSION_DENIED)
        self.assertEqual(self.call_with(leases, secret), grpc.StatusCode.NOT_FOUND)  # let through
        for unknown in ("", "0" * 64, secret[:-1], secret.upper()):
            self.assertEqual(self.call_with(lists, unknown), grpc.StatusCode.UNAUTHENTICATED)
        self.end_token_of("lab-3", lambda: self.call_with(leases, secret) == grpc.StatusCode.UNAUTHENTICATED)
        self.assertNotIn(secret, coordinator.log)
        for path in self.lab.directory.rglob("*"):
            if path.is_file() and path != worker:
                self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def end_token_of(self, name, is_refused):
        known = self.certs / "tokens"
        lines = [line for line in known.read_text().splitlines(keepends=True) if f" {name} " not in line]
        self.private("tokens.new", *lines).rename(known).chmod(0o644)  # it holds no secret
        wait_until(is_refused, "the token to be unknown")

    def test_a_coordinator_that_takes_no_tokens_says_so(self):
        ada, _ = self.token("client", "ada")
        self.start_coordinator()
        self.refused(3, "takes no tokens", "--tokens", **self.as_client(ada))

    def test_a_name_has_one_token_that_is_replaced_by_force(self):
        first, _ = self.token("client", "ada")
        self.refused(2, "--force", arguments=("certs", "token", "client", "ada"))
        done = self.run_ok("certs", "token", "client", "ada", "--force")
        second = done.stdout
        self.assertNotIn("others may read", done.stderr)  # a pipe
        self.assertNotEqual(first.read_text(), second)
        self.assertEqual(len((self.certs / "tokens").read_text().splitlines()), 1)
        self.assertEqual(self.run_json("certs", "show", first)["role"], "client")

    def test_a_token_that_goes_into_a_file_by_the_shell_is_warned_of(self):
        for mode, warned in ((0o600, False), (0o644, True)):
            path = self.lab.write("ada.pem", "")
            path.chmod(mode)
            with open(path, "w") as file:
                done = subprocess.run([BIN / "rung", "certs", "token", "client", f"ada-{mode:o}", "--dir", self.certs],
                                      stdout=file, stderr=subprocess.PIPE, text=True, timeout=60, check=True)
            self.assertEqual("others may read the file" in done.stderr, warned)
            with open(path, "w") as file:
                done = subprocess.run([BIN / "rung", "certs", "token", "client", f"eve-{mode:o}", "--dir", self.certs, "-f",
                                       self.lab.directory / f"eve-{mode:o}.pem"],
                                      stdout=file, stderr=subprocess.PIPE, text=True, timeout=60, check=True)
            self.assertNotIn("others may read", done.stderr)  # nothing of it is there

    def test_the_old_token_stays_where_the_new_one_cannot_be_written(self):
        self.token("worker", "tw")
        before = (self.certs / "tokens").read_bytes()
        again = ("certs", "token", "worker", "tw", "--force", "-f", "/nonexistent/tw.pem")
        self.refused(2, "cannot write /nonexistent/tw.pem", arguments=again)
        self.assertEqual((self.certs / "tokens").read_bytes(), before)

    def test_a_token_that_expires_is_renewed_into_a_file(self):
        self.run_ok("certs", "token", "client", "ada", "--days", "1", "-f", "ada.pem")
        self.start_coordinator("--tokens", self.certs / "tokens")
        done = self.run_ok("ls", environment=self.as_client("ada.pem"))
        self.assertIn("rung certs token client ada --force -f ada.pem", done.stderr)


HEAD, BENCH = (f"rung-{os.getpid()}-{part}" for part in ("head", "bench"))
HEAD_ADDRESS, BENCH_ADDRESS = "10.78.0.1", "10.78.0.2"


@unittest.skipUnless(can_make_namespaces(), "network namespaces take root")
class TwoMachinesTest(TlsTest):
    def setUp(self):
        super().setUp()
        for namespace in (HEAD, BENCH):
            ip("netns", "add", namespace)
            self.addCleanup(ip, "netns", "del", namespace)
        ip("-n", HEAD, "link", "add", "lab", "type", "veth", "peer", "name", "lab", "netns", BENCH)
        for namespace, address in ((HEAD, HEAD_ADDRESS), (BENCH, BENCH_ADDRESS)):
            ip("-n", namespace, "address", "add", f"{address}/24", "dev", "lab")
            ip("-n", namespace, "link", "set", "lab", "up")
        # Cleanups run in reverse: programs end before their namespaces go.
        self.addCleanup(self.lab.end_processes)

    def test_a_search_runs_between_two_machines(self):
        self.run_ok("certs", "coordinator", "--host", HEAD_ADDRESS, "--force")
        self.lab.address = f"{HEAD_ADDRESS}:7077"
        self.lab.start_coordinator("--identity", self.certs / "coordinator.pem", prefix=inside(HEAD))
        self.start_worker("far", prefix=inside(BENCH))
        search = self.lab.start("search", [*inside(BENCH), BIN / "rung", "search", self.lab.write("s.search", small_search())],
                                {**self.as_client(), "RUNG_COORDINATOR": self.lab.address})
        self.assertEqual(search.process.wait(120), 0, search.log)
        self.assertIn("TRIAL", search.log)


if __name__ == "__main__":
    unittest.main()
