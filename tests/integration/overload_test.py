"""Callers that ask for too much take nothing from the others: descriptors, memory, one request's size."""

import os
import re
import socket
import threading
import unittest

import grpc

from lab import LabTest, small_search, wait_until

BOMB_BYTES = int(os.environ.get("RUNG_TEST_BOMB_BYTES", 64 << 20))


def raw_call(channel, method):
    """A method whose request is bytes, well formed or not."""
    return channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)


def code_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


class OverloadTest(LabTest):
    def most_memory(self, coordinator):
        """Of the coordinator, in MB, since it started."""
        with open(f"/proc/{coordinator.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) / 1024

    def search_to_its_end(self):
        self.lab.start_worker("lab-1")
        self.run_ok("search", self.lab.write("s.search", small_search()))

    def test_serves_on_after_its_descriptors_have_run_out(self):
        coordinator = self.lab.start_coordinator(prefix=["prlimit", "--nofile=64:64"])
        host, port = self.lab.address.rsplit(":", 1)
        crowd = [socket.create_connection((host, int(port))) for _ in range(120)]
        coordinator.wait_for_log("no descriptors are left")
        # Some of the callers are turned away, so that the database can be opened meanwhile.
        turned_away = wait_until(lambda: [one for one in crowd if self.is_closed(one)], "a connection that is closed")
        self.assertLess(len(turned_away), len(crowd))
        for one in crowd:
            one.close()
        self.search_to_its_end()

    def is_closed(self, connection):
        connection.setblocking(False)
        try:
            return connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def test_inflates_no_compressed_message(self):
        coordinator = self.lab.start_coordinator()
        before = self.most_memory(coordinator)
        options = [("grpc.max_send_message_length", -1)]
        with grpc.insecure_channel(self.lab.address, options, grpc.Compression.Gzip) as channel:
            bomb = raw_call(channel, "/rung.v1.SearchService/CreateSearch")
            self.assertEqual(code_of(lambda: bomb(bytes(BOMB_BYTES), timeout=120)), grpc.StatusCode.UNIMPLEMENTED)
        self.assertLess(self.most_memory(coordinator) - before, 40)
        self.search_to_its_end()

    def test_holds_few_large_messages_at_a_time(self):
        coordinator = self.lab.start_coordinator()
        before = self.most_memory(coordinator)
        codes = []

        def call_often():
            with grpc.insecure_channel(self.lab.address) as channel:
                large = raw_call(channel, "/rung.v1.SearchService/CreateSearch")
                for _ in range(10):
                    # A request_id of 3 MiB.
                    request = b"\x12" + bytes([0x80, 0x80, 0xC0, 0x01]) + b"x" * (3 << 20)
                    codes.append(code_of(lambda: large(request, timeout=60)))

        callers = [threading.Thread(target=call_often) for _ in range(32)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        self.assertEqual(len(codes), 320)
        self.assertNotIn(grpc.StatusCode.OK, codes)
        self.assertLess(self.most_memory(coordinator) - before, 400)
        self.search_to_its_end()

    def test_lets_no_large_call_wait_for_a_task(self):
        coordinator = self.lab.start_coordinator()
        before = self.most_memory(coordinator)
        with grpc.insecure_channel(self.lab.address) as channel:
            session = raw_call(channel, "/rung.v1.TaskService/StartSession")(b"\x0a\x01w", timeout=30)
            # LeaseTaskRequest { session, which the answer begins with, request_id of 3 MiB }
            request = session + b"\x12" + bytes([0x80, 0x80, 0xC0, 0x01]) + b"x" * (3 << 20)
            lease = raw_call(channel, "/rung.v1.TaskService/LeaseTask")
            calls = [lease.future(request, timeout=60) for _ in range(50)]
            codes = {call.code() for call in calls}
        self.assertEqual(codes, {grpc.StatusCode.INVALID_ARGUMENT})
        self.assertLess(self.most_memory(coordinator) - before, 400)

    def test_says_when_to_call_again_where_there_is_no_room(self):
        self.lab.start_coordinator("--blob-quota", "1000")
        with grpc.insecure_channel(self.lab.address) as channel:
            put = raw_call(channel, "/rung.v1.BlobService/PutBlob")
            # PutBlobRequest { digest: "00…0" size: 4096 data: "xx…x" }
            request = b"\x0a\x40" + b"0" * 64 + b"\x10\x80\x20" + b"\x22\xd0\x0f" + b"x" * 2000
            with self.assertRaises(grpc.RpcError) as refused:
                put(request, timeout=30)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertIn(("grpc-retry-pushback-ms", "1000"), refused.exception.trailing_metadata())
        self.assertIn("does not fit", self.lab.rung("doctor").stdout)

    def test_refuses_a_message_that_is_too_large(self):
        self.lab.start_coordinator()
        with grpc.insecure_channel(self.lab.address) as channel:
            large = raw_call(channel, "/rung.v1.SearchService/CreateSearch")
            code = code_of(lambda: large(bytes((4 << 20) + 1), timeout=60))
        self.assertEqual(code, grpc.StatusCode.RESOURCE_EXHAUSTED)


if __name__ == "__main__":
    unittest.main()
