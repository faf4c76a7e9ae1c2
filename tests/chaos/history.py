"""What was asked of the coordinator, and what it answered."""

import dataclasses
import json
import threading

import messages


@dataclasses.dataclass(frozen=True)
class Call:
    """One that the coordinator heard; answered where `code` is OK."""

    method: str
    began: float  # monotonic seconds
    ended: float
    code: str
    request: bytes
    response: bytes

    def parse(self):
        request, response = messages.TYPES[self.method]
        return request.FromString(self.request), response.FromString(self.response)


class History:
    def __init__(self):
        self.lock = threading.Lock()
        self.calls = []

    def add(self, call):
        with self.lock:
            self.calls.append(call)

    def answered(self, method):
        """The request, the response and the call of each that was answered, in the order of the answers."""
        with self.lock:
            calls = [call for call in self.calls if call.method == method and call.code == "OK"]
        return [(*call.parse(), call) for call in sorted(calls, key=lambda call: call.ended)]

    def write(self, path):
        """For people: a line a call."""
        with open(path, "w") as file:
            for call in sorted(self.calls, key=lambda call: call.began):
                line = {"method": call.method, "began": call.began, "ended": call.ended, "code": call.code}
                if call.method in messages.TYPES and call.code == "OK" and call.method != "PutBlob":
                    line["request"], line["response"] = (str(part) for part in call.parse())
                file.write(json.dumps(line) + "\n")
