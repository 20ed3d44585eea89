"""The interoperability cases on python3-grpcio (C-core): one JSON line a case."""

import json
import queue
import sys
import time
import traceback

import grpc

import grpctests.v1.interop_pb2 as m
import grpctests.v1.interop_pb2_grpc as services

import health_pb2
import health_pb2_grpc
import error_details_pb2
import status_pb2

TARGET, CERTIFICATE = sys.argv[1], sys.argv[2]
REPLY_SIZES = [31415, 9, 2653, 58979]
REQUEST_SIZES = [27182, 8, 1828, 45904]
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

if CERTIFICATE == "-":
    channel = grpc.insecure_channel(TARGET, options=OPTIONS)
else:
    with open(CERTIFICATE, "rb") as pem:
        channel = grpc.secure_channel(TARGET, grpc.ssl_channel_credentials(pem.read()), options=OPTIONS)
stub = services.InteropStub(channel)
absent = services.AbsentStub(channel)


class Pipe:
    """Requests of an open stream, given one by one."""

    def __init__(self):
        self.queue = queue.Queue()

    def __iter__(self):
        return self

    def __next__(self):
        request = self.queue.get()
        if request is None:
            raise StopIteration
        return request

    def put(self, request):
        self.queue.put(request)

    def close(self):
        self.queue.put(None)


def part(size, **more):
    return m.OutputPart(size=size, **more)


def output(*parts, **more):
    return m.OutputRequest(parts=parts, **more)


def error_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def equal(expected, actual):
    assert expected == actual, "expected %r, got %r" % (expected, actual)


def empty_unary():
    equal(m.Empty(), stub.EmptyCall(m.Empty()))


def large_unary():
    reply = stub.UnaryCall(m.UnaryRequest(reply_size=314159, payload=bytes(271828)))
    equal(314159, len(reply.payload))


def client_streaming():
    reply = stub.InputCall(m.InputRequest(payload=bytes(size)) for size in REQUEST_SIZES)
    equal((74922, 4), (reply.total_size, reply.messages))


def server_streaming():
    equal(REPLY_SIZES, [len(reply.payload) for reply in stub.OutputCall(output(*map(part, REPLY_SIZES)))])


def ping_pong():
    pipe = Pipe()
    replies = stub.DuplexCall(pipe)
    for reply_size, request_size in zip(REPLY_SIZES, REQUEST_SIZES):
        pipe.put(output(part(reply_size), payload=bytes(request_size)))
        equal(reply_size, len(next(replies).payload))
    pipe.close()
    equal([], list(replies))
    equal(grpc.StatusCode.OK, replies.code())


def empty_stream():
    pipe = Pipe()
    replies = stub.DuplexCall(pipe)
    pipe.close()
    equal([], list(replies))


def timeout_on_sleeping_server():
    pipe = Pipe()
    replies = stub.DuplexCall(pipe, timeout=0.05)
    pipe.put(output(part(1, delay_ms=60_000)))
    equal(grpc.StatusCode.DEADLINE_EXCEEDED, error_of(lambda: next(replies)).code())
    pipe.close()


def deadline_of_a_unary_call():
    request = m.UnaryRequest(behaviour=m.BEHAVIOUR_SLEEP, sleep_ms=60_000)
    equal(grpc.StatusCode.DEADLINE_EXCEEDED, error_of(lambda: stub.UnaryCall(request, timeout=0.2)).code())


def cancel_after_begin():
    pipe = Pipe()
    call = stub.InputCall.future(pipe)
    call.cancel()
    assert call.cancelled()
    equal(grpc.StatusCode.CANCELLED, call.code())
    pipe.close()


def cancel_after_first_response():
    pipe = Pipe()
    replies = stub.DuplexCall(pipe)
    pipe.put(output(part(31415), payload=bytes(27182)))
    next(replies)
    replies.cancel()
    equal(grpc.StatusCode.CANCELLED, error_of(lambda: next(replies)).code())
    pipe.close()


def _status(message):
    status = m.EchoStatus(code=2, message=message)
    for error in (
            error_of(lambda: stub.UnaryCall(m.UnaryRequest(status=status))),
            error_of(lambda: list(stub.DuplexCall(iter([output(status=status)]))))):
        equal((grpc.StatusCode.UNKNOWN, message), (error.code(), error.details()))


def status_code_and_message():
    _status("test status message")


def special_status_message():
    _status("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP \U0001f608\t\n")


def unimplemented_method():
    equal(grpc.StatusCode.UNIMPLEMENTED, error_of(lambda: stub.UnimplementedCall(m.Empty())).code())


def unimplemented_service():
    equal(grpc.StatusCode.UNIMPLEMENTED, error_of(lambda: absent.UnimplementedCall(m.Empty())).code())


def custom_metadata():
    sent = (("x-test", "initial value"), ("x-test-bin", b"\xab\xab\xab"))
    request = m.UnaryRequest(behaviour=m.BEHAVIOUR_ECHO_METADATA)
    _, call = stub.UnaryCall.with_call(request, metadata=sent)
    stream = stub.DuplexCall(iter([output(part(1))]), metadata=sent)
    list(stream)
    for end in (call, stream):
        equal("initial value", dict(end.initial_metadata())["x-test"])
        equal(b"\xab\xab\xab", dict(end.trailing_metadata())["x-test-bin"])


def client_compressed_unary():
    for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        request = m.UnaryRequest(expect_compressed=True, reply_size=314159, payload=bytes(271828))
        equal(314159, len(stub.UnaryCall(request, compression=algorithm).payload))
    uncompressed = error_of(lambda: stub.UnaryCall(m.UnaryRequest(expect_compressed=True)))
    equal(grpc.StatusCode.INVALID_ARGUMENT, uncompressed.code())


def client_compressed_streaming():
    requests = (m.InputRequest(payload=bytes(size)) for size in REQUEST_SIZES)
    equal(74922, stub.InputCall(requests, compression=grpc.Compression.Gzip).total_size)


def server_compressed_unary():
    equal(314159, len(stub.UnaryCall(m.UnaryRequest(reply_size=314159)).payload))


def server_compressed_streaming():
    replies = stub.OutputCall(output(part(31415), part(0), part(92653, no_compress=True)))
    equal([31415, 0, 92653], [len(reply.payload) for reply in replies])


def empty_message_compressed():
    equal(m.Empty(), stub.EmptyCall(m.Empty(), compression=grpc.Compression.Gzip))


def error_details():
    error = error_of(lambda: stub.UnaryCall(m.UnaryRequest(behaviour=m.BEHAVIOUR_RICH_STATUS)))
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    equal((grpc.StatusCode.FAILED_PRECONDITION, "Hồ sơ chưa ký ☃"), (error.code(), error.details()))
    equal((9, error.details()), (status.code, status.message))
    info, fields, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    assert status.details[0].Unpack(info) and status.details[1].Unpack(fields) and status.details[2].Unpack(retry)
    equal(("NOT_SIGNED", "grpctests"), (info.reason, info.domain))
    equal(("payload", "unsigned"), (fields.field_violations[0].field, fields.field_violations[0].description))
    equal(3, retry.retry_delay.seconds)


def exception_without_detail():
    error = error_of(lambda: stub.UnaryCall(m.UnaryRequest(behaviour=m.BEHAVIOUR_THROW)))
    equal(grpc.StatusCode.UNKNOWN, error.code())
    assert "hunter2" not in error.details(), error.details()


def no_reply_object():
    error = error_of(lambda: stub.UnaryCall(m.UnaryRequest(behaviour=m.BEHAVIOUR_NULL)))
    equal(grpc.StatusCode.CANCELLED, error.code())


def message_over_the_limit():
    for size in (4_300_000, 60_000_000):
        error = error_of(lambda: stub.UnaryCall(m.UnaryRequest(payload=bytes(size))))
        equal(grpc.StatusCode.RESOURCE_EXHAUSTED, error.code())
    empty_unary()


def reply_over_the_limit():
    error = error_of(lambda: stub.UnaryCall(m.UnaryRequest(reply_size=5_000_000)))
    equal(grpc.StatusCode.RESOURCE_EXHAUSTED, error.code())


def stream_of_64_mb_up():
    reply = stub.InputCall(m.InputRequest(payload=bytes(1 << 20)) for _ in range(64))
    equal(64 << 20, reply.total_size)


def stream_of_64_mb_down():
    replies = stub.OutputCall(output(part(1 << 20, count=64)))
    equal(64 << 20, sum(len(reply.payload) for reply in replies))


def stream_stopped_by_the_server():
    def endless():
        while True:
            yield m.InputRequest(payload=bytes(100_000), stop=True)
    error = error_of(lambda: stub.InputCall(endless()))
    equal((grpc.StatusCode.ABORTED, "stopped"), (error.code(), error.details()))


def many_calls_on_one_connection():
    request = m.UnaryRequest(behaviour=m.BEHAVIOUR_SLEEP, sleep_ms=20)
    calls = [stub.UnaryCall.future(request) for _ in range(300)]
    for call in calls:
        call.result()


def health():
    health_stub = health_pb2_grpc.HealthStub(channel)
    serving = health_pb2.HealthCheckResponse.SERVING
    for name in ("", "grpctests.v1.Interop", "grpc.health.v1.Health"):
        equal(serving, health_stub.Check(health_pb2.HealthCheckRequest(service=name)).status)
    unknown = error_of(lambda: health_stub.Check(health_pb2.HealthCheckRequest(service="no.such")))
    equal(grpc.StatusCode.NOT_FOUND, unknown.code())
    watch = health_stub.Watch(health_pb2.HealthCheckRequest(service="no.such"))
    equal(health_pb2.HealthCheckResponse.SERVICE_UNKNOWN, next(watch).status)
    watch.cancel()


CASES = [
    empty_unary, large_unary, client_streaming, server_streaming, ping_pong, empty_stream, timeout_on_sleeping_server,
    deadline_of_a_unary_call, cancel_after_begin, cancel_after_first_response, status_code_and_message,
    special_status_message, unimplemented_method, unimplemented_service, custom_metadata, client_compressed_unary,
    client_compressed_streaming, server_compressed_unary, server_compressed_streaming, empty_message_compressed,
    error_details, exception_without_detail, no_reply_object, message_over_the_limit, reply_over_the_limit,
    stream_of_64_mb_up, stream_of_64_mb_down, stream_stopped_by_the_server, many_calls_on_one_connection, health,
]

for case in CASES:
    started = time.monotonic()
    try:
        case()
        failure = None
    except BaseException:
        failure = traceback.format_exc()
    print(json.dumps({"case": case.__name__, "failure": failure, "seconds": time.monotonic() - started}), flush=True)
channel.close()
