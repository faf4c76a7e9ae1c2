"""Programs of other releases meet this one: what they know still works, and what cannot is said clearly.

golden/api-0.1.binpb is the API as release 0.1 had it; proto/README.md says how one is made.
"""

import pathlib
import subprocess
import tempfile
import unittest

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

import api_changes
from lab import SOURCE, LabTest, small_search, wait_until

GOLDEN = pathlib.Path(__file__).parent / "golden/api-0.1.binpb"


class SchemaTest(unittest.TestCase):
    def setUp(self):
        self.old = api_changes.read(GOLDEN)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "now.binpb"
            protos = sorted((SOURCE / "proto/rung/v1").glob("*.proto"))
            subprocess.run(["protoc", f"-I{SOURCE / 'proto'}", "--include_imports", f"--descriptor_set_out={path}",
                            *protos], check=True)
            self.new = api_changes.read(path)

    def changed(self, change):
        """The old schema with one change to the messages and services by full name."""
        schema = descriptor_pb2.FileDescriptorSet.FromString(self.old.SerializeToString())
        messages, enums = api_changes.messages_of(schema)
        change(messages, enums, api_changes.services_of(schema))
        return list(api_changes.faults(self.old, schema))

    def test_the_api_keeps_all_that_the_first_release_had(self):
        self.assertEqual(list(api_changes.faults(self.old, self.new)), [])

    def test_a_field_that_changes_is_found(self):
        def renumber(messages, *_):
            messages["rung.v1.Search"].field[0].number = 77

        def retype(messages, *_):
            messages["rung.v1.Search"].field[0].type = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES

        def rename(messages, *_):
            messages["rung.v1.Search"].field[0].name = "title"

        def repeat(messages, *_):
            messages["rung.v1.Search"].field[0].label = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED

        for change, word in ((renumber, "field 1 is gone"), (retype, "its type"), (rename, "its name"),
                             (repeat, "its label")):
            found = self.changed(change)
            self.assertTrue(found and all("rung.v1.Search.name" in one for one in found), found)
            self.assertIn(word, found[0])

    def test_a_method_a_value_or_a_message_that_goes_is_found(self):
        def drop_method(_, __, services):
            del services["rung.v1.SearchService"].method[0]

        def drop_value(_, enums, __):
            del enums["rung.v1.Search.State"].value[2]

        def drop_message(messages, *_):
            messages["rung.v1.Search"].name = "Quest"

        self.assertIn("the method is gone", self.changed(drop_method)[0])
        self.assertIn("value 2 is gone", self.changed(drop_value)[0])
        self.assertIn("rung.v1.Search: the message is gone", self.changed(drop_message))

    def test_additions_are_no_fault(self):
        def add(messages, enums, services):
            messages["rung.v1.Search"].field.add(name="mood", number=99, type=9, label=1)
            enums["rung.v1.Search.State"].value.add(name="DREAMING", number=99)
            services["rung.v1.SearchService"].method.add(name="SingSearch")

        self.assertEqual(self.changed(add), [])


class OldCaller:
    """Speaks the old API with messages made from its golden descriptors alone."""

    def __init__(self, address, metadata=()):
        self.channel = grpc.insecure_channel(address)
        self.metadata = metadata
        self.pool = descriptor_pool.DescriptorPool()
        for file in api_changes.read(GOLDEN).file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)

    def call(self, service, method, **fields):
        descriptor = self.pool.FindServiceByName(f"rung.v1.{service}").FindMethodByName(method)
        request = self.factory.GetPrototype(descriptor.input_type)(**fields)
        response = self.factory.GetPrototype(descriptor.output_type)
        call = self.channel.unary_unary(f"/rung.v1.{service}/{method}",
                                        request_serializer=lambda message: message.SerializeToString(),
                                        response_deserializer=response.FromString)
        return call(request, timeout=30, metadata=self.metadata)


class OldCallerTest(LabTest):
    def setUp(self):
        super().setUp()
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("s.search", small_search()), "--detach")

    def caller(self, **metadata):
        caller = OldCaller(self.lab.address, tuple((f"rung-{key}", value) for key, value in metadata.items()))
        self.addCleanup(caller.channel.close)
        return caller

    def test_an_old_worker_takes_tasks_and_tells_of_them(self):
        worker = self.caller()
        session = worker.call("TaskService", "StartSession", worker="old", numerics="old-1").session
        task = worker.call("TaskService", "LeaseTask", session=session, request_id="a").task
        self.assertEqual(task.name, "searches/small/trials/0/tasks/0/attempts/1")
        renewal = worker.call("TaskService", "RenewLease", name=task.name, session=session,
                              epochs=[{"epoch": 1, "sample_count": 10, "training_loss": 1.5}], batch_count=1)
        self.assertEqual(renewal.answer, 1)  # RENEWED
        done = worker.call("TaskService", "CompleteTask", name=task.name, session=session, outcome=3,
                           failure="too old for this", trained_epochs=1)
        self.assertEqual(done.answer, 1)  # RECORDED
        shown, = self.run_json("workers")["workers"]
        self.assertEqual((shown["worker"], shown["version"], shown["cpus"]), ("old", "", 0))
        worker.call("TaskService", "EndSession", session=session, reason="done")

    def test_an_old_client_reads_and_moves_a_search(self):
        client = self.caller()
        self.assertEqual([one.name for one in client.call("SearchService", "ListSearches").searches],
                         ["searches/small"])
        client.call("SearchService", "PauseSearch", name="searches/small")
        self.assertEqual(client.call("SearchService", "GetSearch", name="searches/small").state, 3)  # PAUSED
        client.call("SearchService", "ResumeSearch", name="searches/small")
        self.lab.start_worker("worker-1")
        wait_until(lambda: client.call("SearchService", "GetSearch", name="searches/small").state == 5, "its end")
        best = client.call("SearchService", "ListBestTrials", parent="searches/small")
        self.assertTrue(best.is_final)
        self.assertEqual(client.call("WorkerService", "ListWorkers").workers[0].name, "workers/worker-1")

    def refused(self, caller, service, method, **fields):
        with self.assertRaises(grpc.RpcError) as raised:
            caller.call(service, method, **fields)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.FAILED_PRECONDITION)
        return raised.exception.details()

    def test_a_caller_that_needs_a_newer_coordinator_hears_both_releases_and_the_way_out(self):
        caller = self.caller(version="99.1.0", requires="99.0.0")
        own = self.lab.rung("--version").stdout.split()[-1]
        calls = [("SearchService", "ListSearches", {}),
                 ("SearchService", "CancelSearch", {"name": "searches/small"}),
                 ("TaskService", "StartSession", {"worker": "new"}),
                 ("TaskService", "LeaseTask", {"session": "1", "request_id": "a"}),
                 ("TaskService", "CompleteTask", {"name": "searches/small/trials/0/tasks/0/attempts/1"}),
                 ("BlobService", "GetBlob", {"digest": "0" * 64}),
                 ("DataSetService", "CreateDataSet", {}),
                 ("WorkerService", "DrainWorker", {"name": "workers/new"})]
        for service, method, fields in calls:
            with self.subTest(method=method):
                words = self.refused(caller, service, method, **fields)
                self.assertIn("rung 99.1.0 requires a coordinator of rung 99.0.0", words)
                self.assertIn(f"this one is of rung {own}", words)
                self.assertIn("update the coordinator", words)
        self.assertEqual(self.run_json("show", "small")["state"], "pending")  # and nothing was done

    def test_a_requirement_that_is_not_understood_is_refused(self):
        self.assertIn("telepathy", self.refused(self.caller(requires="telepathy"), "SearchService", "ListSearches"))

    def test_a_newer_caller_that_requires_no_more_is_served(self):
        caller = self.caller(version="99.1.0", requires="0.1.0")
        self.assertEqual(len(caller.call("SearchService", "ListSearches").searches), 1)


if __name__ == "__main__":
    unittest.main()
