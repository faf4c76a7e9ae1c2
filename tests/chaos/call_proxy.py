"""Stands between the coordinator and all others, and treats each call as the plan says."""

import collections
import concurrent.futures
import contextlib
import threading
import time

import grpc

from history import Call

THREADS = 64
LONGEST_CALL = 60.0
GHOST_SECONDS = 1.0  # how long the repeat of a call that nobody waits for may wait
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1),
           ("grpc.initial_reconnect_backoff_ms", 50),
           ("grpc.max_reconnect_backoff_ms", 100)]


class CallProxy(contextlib.AbstractContextManager, grpc.GenericRpcHandler):
    """Knows no message: requests and responses pass as bytes. `on_answer(method, request, response)` runs before a
    caller hears the answer."""

    def __init__(self, address, coordinator, plan, history, on_answer):
        self.plan, self.history, self.on_answer = plan, history, on_answer
        self.lock = threading.Lock()
        self.numbers = collections.Counter()  # calls by method
        self.counts = collections.Counter()  # faults by kind
        self.is_calm = False
        self.ghosts = []
        self.channel = grpc.insecure_channel(coordinator, options=OPTIONS)
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS)
        self.server = grpc.server(self.pool, handlers=(self,), options=OPTIONS)
        self.server.add_insecure_port(address)
        self.server.start()

    def __exit__(self, *_):
        for ghost in self.ghosts:
            ghost.cancel()
        self.server.stop(0)
        self.channel.close()
        self.pool.shutdown()

    @property
    def call_count(self):
        return self.numbers.total()

    def calm(self):
        """From now on every call passes as it is."""
        self.is_calm = True

    def service(self, details):
        path = details.method
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self.pass_on(path, request, context))

    def pass_on(self, path, request, context):
        method = path.rsplit("/", 1)[1]
        fate = self.fate_of(method)
        time.sleep(fate.delay)
        if fate.is_dropped:
            context.abort(grpc.StatusCode.UNAVAILABLE, "the call was dropped")
        response = self.ask(path, request, context)
        if fate.is_repeated:
            self.ask_as_ghost(path, request)
        if fate.repeated_after:
            self.ask_later(path, request, fate.repeated_after)
        time.sleep(fate.answer_delay)
        if fate.is_answer_dropped:
            context.abort(grpc.StatusCode.UNAVAILABLE, "the answer was dropped")
        return response

    def fate_of(self, method):
        with self.lock:
            self.numbers[method] += 1
            fate = self.plan.fate(method, self.numbers[method])
            if self.is_calm:
                fate = type(fate)()
            self.counts["calls delayed"] += fate.delay > 0 or fate.answer_delay > 0
            self.counts["calls dropped"] += fate.is_dropped
            self.counts["answers dropped"] += fate.is_answer_dropped
            self.counts["calls repeated"] += fate.is_repeated or fate.repeated_after > 0
            return fate

    def ask(self, path, request, context):
        try:
            return self.forward(path, request, min(context.time_remaining(), LONGEST_CALL), context.add_callback)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
        except grpc.FutureCancelledError:
            context.abort(grpc.StatusCode.CANCELLED, "the caller is gone")

    def ask_as_ghost(self, path, request):
        with contextlib.suppress(grpc.RpcError, grpc.FutureCancelledError, ValueError):  # ValueError: closed meanwhile
            self.forward(path, request, GHOST_SECONDS, lambda cancel: True)

    def ask_later(self, path, request, seconds):
        ghost = threading.Timer(seconds, self.ask_as_ghost, (path, request))
        ghost.daemon = True
        self.ghosts.append(ghost)
        ghost.start()

    def forward(self, path, request, seconds, when_gone):
        method = path.rsplit("/", 1)[1]
        began = time.monotonic()
        call = self.channel.unary_unary(path).future(request, timeout=seconds)
        if not when_gone(call.cancel):
            call.cancel()
        try:
            response = call.result()
        except grpc.RpcError as error:
            self.history.add(Call(method, began, time.monotonic(), error.code().name, request, b""))
            raise
        self.history.add(Call(method, began, time.monotonic(), "OK", request, response))
        self.on_answer(method, request, response)
        return response
