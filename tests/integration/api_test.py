"""Any gRPC tool may talk to the coordinator: here Debian's python3-grpcio, with the .proto files alone."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import grpc

from lab import EXAMPLES, SOURCE, LabTest, digest, small_search


def unary(channel, method, request, response_type):
    call = channel.unary_unary(method, request_serializer=lambda message: message.SerializeToString(),
                               response_deserializer=response_type.FromString)
    return call(request, timeout=30)


class ApiTest(LabTest):
    @classmethod
    def setUpClass(cls):
        cls.generated = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.generated.cleanup)
        protos = sorted((SOURCE / "proto/rung/v1").glob("*.proto"))
        subprocess.run(["protoc", f"-I{SOURCE / 'proto'}", f"--python_out={cls.generated.name}", *protos], check=True)
        sys.path.insert(0, cls.generated.name)

    def setUp(self):
        super().setUp()
        self.coordinator = self.lab.start_coordinator()
        self.channel = grpc.insecure_channel(self.lab.address)
        self.addCleanup(self.channel.close)

    def test_answers_health_checks(self):
        check = self.channel.unary_unary("/grpc.health.v1.Health/Check")
        # HealthCheckResponse { status: SERVING }
        self.assertEqual(check(b"", timeout=30), b"\x08\x01")

    def test_lists_its_services_by_reflection(self):
        reflect = self.channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
        # ServerReflectionRequest { list_services: "" }
        answer = next(reflect(iter([b"\x3a\x00"]), timeout=30))
        for service in ("SearchService", "TaskService", "BlobService", "DataSetService", "WorkerService", "CoordinatorService"):
            self.assertIn(f"rung.v1.{service}".encode(), answer)

    def test_lists_searches_in_pages(self):
        from rung.v1 import search_pb2

        for number in range(3):
            self.run_ok("search", self.lab.write("s.search", small_search(name=f"search-{number}")), "--detach")
        names, token = [], ""
        while True:
            page = unary(self.channel, "/rung.v1.SearchService/ListSearches",
                         search_pb2.ListSearchesRequest(page_size=2, page_token=token), search_pb2.ListSearchesResponse)
            names += [search.name for search in page.searches]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(names, ["searches/search-2", "searches/search-1", "searches/search-0"])

    def test_names_the_code_of_an_error(self):
        from rung.v1 import search_pb2

        for name, code in [("searches/nothing", grpc.StatusCode.NOT_FOUND),
                           ("nothing", grpc.StatusCode.INVALID_ARGUMENT)]:
            with self.assertRaises(grpc.RpcError) as raised:
                unary(self.channel, "/rung.v1.SearchService/GetSearch", search_pb2.GetSearchRequest(name=name),
                      search_pb2.Search)
            self.assertEqual(raised.exception.code(), code)

    def test_works_as_a_worker(self):
        from rung.v1 import task_pb2

        self.run_ok("search", self.lab.write("s.search", small_search()), "--detach")
        session = unary(self.channel, "/rung.v1.TaskService/StartSession",
                        task_pb2.StartSessionRequest(worker="by-hand"), task_pb2.StartSessionResponse).session
        lease = task_pb2.LeaseTaskRequest(session=session, request_id="1")
        task = unary(self.channel, "/rung.v1.TaskService/LeaseTask", lease, task_pb2.LeaseTaskResponse).task
        self.assertEqual(task.name, "searches/small/trials/0/tasks/0/attempts/1")
        again = unary(self.channel, "/rung.v1.TaskService/LeaseTask", lease, task_pb2.LeaseTaskResponse).task
        self.assertEqual(again, task)
        done = task_pb2.CompleteTaskRequest(name=task.name, session=session,
                                            outcome=task_pb2.CompleteTaskRequest.DIVERGED)
        for answer in ("RECORDED", "ALREADY_RECORDED"):
            response = unary(self.channel, "/rung.v1.TaskService/CompleteTask", done, task_pb2.CompleteTaskResponse)
            self.assertEqual(task_pb2.CompleteTaskResponse.Answer.Name(response.answer), answer)
        [trial] = self.run_json_lines("trials", "small")
        self.assertEqual(trial["state"], "diverged")

    def test_answers_a_repeated_data_set_with_the_stored_one(self):
        from rung.v1 import data_set_pb2

        self.run_ok("search", self.lab.write("s.search", small_search()), "--detach")
        name = f"dataSets/{digest(EXAMPLES / 'digits.csv')}"
        stored = unary(self.channel, "/rung.v1.DataSetService/GetDataSet", data_set_pb2.GetDataSetRequest(name=name),
                       data_set_pb2.DataSet)
        request = data_set_pb2.CreateDataSetRequest()
        request.data_set.name = name
        request.data_set.display_name = "other.csv"
        repeat = unary(self.channel, "/rung.v1.DataSetService/CreateDataSet", request, data_set_pb2.DataSet)
        self.assertEqual(repeat, stored)
        self.assertEqual(repeat.display_name, "digits.csv")

    def test_forgets_the_name_of_a_worker_that_it_refuses(self):
        from rung.v1 import task_pb2

        def resident_kib():
            status = pathlib.Path(f"/proc/{self.coordinator.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

        def be_refused(number):
            with self.assertRaises(grpc.RpcError) as raised:
                unary(self.channel, "/rung.v1.TaskService/StartSession",
                      task_pb2.StartSessionRequest(worker=f"{number} " + "x" * (1 << 20)), task_pb2.StartSessionResponse)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

        for number in range(20):
            be_refused(number)
        before = resident_kib()
        for number in range(20, 120):
            be_refused(number)
        self.assertLess(resident_kib() - before, 50 << 10)

    def test_every_element_has_a_comment(self):
        for path in pathlib.Path(SOURCE / "proto/rung/v1").glob("*.proto"):
            before = ""
            for line in path.read_text().splitlines():
                text = line.strip()
                is_element = text and not text.startswith(("//", "}", "syntax", "package", "import", "returns"))
                if is_element:
                    self.assertTrue(before.startswith("//"), f"{path.name}: {text}")
                before = text


if __name__ == "__main__":
    unittest.main()
