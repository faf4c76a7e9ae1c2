"""The messages of proto/rung/v1, made by protoc when this is imported."""

import atexit
import pathlib
import subprocess
import sys
import tempfile

_PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
_made = tempfile.TemporaryDirectory(prefix="rung-messages-")
atexit.register(_made.cleanup)
subprocess.run(
    ["protoc", f"-I{_PROTO}", f"--python_out={_made.name}", *sorted((_PROTO / "rung/v1").glob("*.proto"))], check=True)
sys.path.insert(0, _made.name)

from rung.v1 import blob_pb2 as blob  # noqa: E402
from rung.v1 import data_set_pb2 as data_set  # noqa: E402
from rung.v1 import search_pb2 as search  # noqa: E402
from rung.v1 import task_pb2 as task  # noqa: E402

# The messages of each method whose answer is a promise.
TYPES = {
    "StartSession": (task.StartSessionRequest, task.StartSessionResponse),
    "LeaseTask": (task.LeaseTaskRequest, task.LeaseTaskResponse),
    "RenewLease": (task.RenewLeaseRequest, task.RenewLeaseResponse),
    "CompleteTask": (task.CompleteTaskRequest, task.CompleteTaskResponse),
    "ReturnTask": (task.ReturnTaskRequest, task.ReturnTaskResponse),
    "PutBlob": (blob.PutBlobRequest, blob.PutBlobResponse),
    "CreateDataSet": (data_set.CreateDataSetRequest, data_set.DataSet),
    "CreateSearch": (search.CreateSearchRequest, search.Search),
}
