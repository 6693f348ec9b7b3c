"""G13, G24, G32-G34: what happens on the HTTP/2 connection under the calls."""

from __future__ import annotations

import struct
import time

from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from cases.grpc_calls import TRACES, ok
from suite import otlp
from suite.adapter import arrived, never_arrived
from suite.case import Failed, case, check, equal, named, one_of
from suite.http2 import PREFACE, Ended, Http2, framed
from suite.server import Server

ENHANCE_YOUR_CALM = 11


def one() -> bytes:
    return framed(otlp.body("traces", "proto", otlp.mark()))


def serves(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))


@case("G13", "100 calls at once on one connection are all answered")
def many_streams(server: Server) -> None:
    mark = otlp.mark()
    with server.http2(timeout=30) as client:
        streams = []
        for index in range(100):
            message = otlp.request("traces", mark)
            span = message.resource_spans[0].scope_spans[0].spans[0]  # type: ignore[attr-defined]
            span.span_id = (index + 1).to_bytes(8, "big")
            stream = client.start(TRACES)
            client.data(stream, framed(message.SerializeToString()))
            streams.append(stream)
        for stream in reversed(streams):
            ok(client.answer(stream))
    arrived(server.adapter, server.directory, "traces", mark, 100)


@case("G13", "an unfinished call does not hold up others on its connection")
def independent(server: Server) -> None:
    with server.http2() as client:
        slow = client.start(TRACES)
        body = one()
        client.data(slow, body[:10], end_stream=False)
        for _ in range(3):
            ok(client.call(TRACES, one()))
        client.data(slow, body[10:])
        ok(client.answer(slow))


@case("G13", "a message in many small DATA frames is put together")
def small_frames(server: Server) -> None:
    body = one()
    with server.http2() as client:
        stream = client.start(TRACES)
        for index in range(len(body)):
            client.data(stream, body[index : index + 1], end_stream=index == len(body) - 1)
        ok(client.answer(stream))


@case("G13", "END_STREAM in an empty DATA frame of its own is taken")
def late_end(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES)
        client.data(stream, one(), end_stream=False)
        client.data(stream, b"")
        ok(client.answer(stream))


@case("G13", "padded DATA and HEADERS frames are taken")
def padding(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES)
        frame = DataFrame(stream, one(), pad_length=20, flags=["PADDED", "END_STREAM"])
        client.send(frame)
        ok(client.answer(stream))


@case("G13", "headers in HEADERS and CONTINUATION frames are put together")
def continuation(server: Server) -> None:
    fields = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", TRACES),
        (":authority", "a"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        ("x-long", "v" * 200),
    ]
    with server.http2() as client:
        stream = client.start(TRACES)
        ok_stream = client.answer
        client.data(stream, one())
        ok(ok_stream(stream))
        block = client.encode(fields)
        second = client.reserve()
        client.send(
            HeadersFrame(second, block[:50]),
            ContinuationFrame(second, block[50:100]),
            ContinuationFrame(second, block[100:], flags=["END_HEADERS"]),
        )
        client.data(second, one())
        ok(client.answer(second))


@case("G13", "two messages in one unary call are an error, not two requests")
def two_messages(server: Server) -> None:
    with server.http2() as client:
        answer = client.call(TRACES, one() + one())
    final = ("INTERNAL", "UNIMPLEMENTED", "INVALID_ARGUMENT", "OK", "RST 8")
    one_of(answer.code, final, "code")


@case("G13", "a call without a message is an error of the caller", collector="never answers")
def no_message(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES, end_stream=True)
        answer = client.answer(stream)
    one_of(answer.code, ("INTERNAL", "INVALID_ARGUMENT", "UNIMPLEMENTED"), "code")


@case("G13", "half a message prefix is an error of the caller")
def half_prefix(server: Server) -> None:
    with server.http2() as client:
        answer = client.call(TRACES, b"\x00\x00\x00")
    check(answer.code != "OK", "answered OK")


@case("G13", "a message shorter than its prefix says is an error of the caller")
def short_message(server: Server) -> None:
    with server.http2() as client:
        answer = client.call(TRACES, struct.pack(">BI", 0, 100) + b"abc")
    check(answer.code != "OK", "answered OK")


CONTENT_TYPES = {
    "json": {"value": "application/json"},
    "protobuf": {"value": "application/x-protobuf"},
    "text": {"value": "text/plain"},
    "none": {"value": None},
}


@case("G22", "content-type {value} on the gRPC port is no call: 415 or a reset", each=CONTENT_TYPES)
def wrong_content_type(server: Server, value: str | None) -> None:
    with server.http2() as client:
        stream = client.start(TRACES, content_type=value)
        client.data(stream, one())
        answer = client.answer(stream)
    accepted = answer.code == "OK" and answer.headers.get(":status") == "200"
    check(not accepted, "answered OK")


@case(
    "G22",
    "content-type {value} is gRPC",
    each=named(
        ("application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"), "value"
    ),
)
def grpc_content_type(server: Server, value: str) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one(), content_type=value))


@case("G22", "GET on the gRPC port is refused")
def wrong_method(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES, method="GET", end_stream=True)
        check(client.answer(stream).code != "OK", "answered OK")


@case("G22", "an HTTP/1.1 request to the gRPC port gets no OK and harms nobody")
def http1_to_grpc(server: Server) -> None:
    with server.http2(greet=False) as client:
        client.send_bytes(b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        check(client.ends(5), "the connection stays open")
    serves(server)


@case("G24", "a call with grpc-timeout in the past ends with DEADLINE_EXCEEDED or a reset")
def past_deadline(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES, ("grpc-timeout", "1n"))
        time.sleep(0.3)
        try:
            client.data(stream, one())
            answer = client.answer(stream, 3)
        except Failed:
            raise Failed("the call with a timeout of 1 ns was not answered in 3 s") from None
    one_of(answer.code, ("DEADLINE_EXCEEDED", "RST 8", "RST 5", "RST 0", "OK", "CANCELLED"), "code")


@case("G24", "a call that is not finished by its grpc-timeout is ended by the server")
def timeout(server: Server) -> None:
    with server.http2() as client:
        stream = client.start(TRACES, ("grpc-timeout", "500m"))
        client.data(stream, one()[:10], end_stream=False)
        answer = client.answer(stream, 5)
    one_of(answer.code, ("DEADLINE_EXCEEDED", "RST 8", "RST 5", "CANCELLED"), "code")


@case(
    "G24",
    "grpc-timeout {value} is understood",
    each=named(("10S", "5000m", "99999999u", "1H", "1M", "99999999n"), "value"),
)
def timeout_units(server: Server, value: str) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one(), ("grpc-timeout", value)))


@case("G24", "a grpc-timeout that is none is an error of the caller or ignored")
def bad_timeout(server: Server) -> None:
    with server.http2() as client:
        answer = client.call(TRACES, one(), ("grpc-timeout", "soon"))
    check(answer.code not in ("UNAVAILABLE", "RESOURCE_EXHAUSTED"), f"code {answer.code}")
    serves(server)


@case("G24", "a call cancelled before its message is whole stores nothing")
def cancelled(server: Server) -> None:
    mark = otlp.mark()
    body = framed(otlp.body("traces", "proto", mark))
    with server.http2() as client:
        stream = client.start(TRACES)
        client.data(stream, body[:-5], end_stream=False)
        client.send(RstStreamFrame(stream, error_code=8))
        ok(client.call(TRACES, one()))
    never_arrived(server.adapter, server.directory, "traces", mark)


@case("G32", "a PING is answered")
def ping(server: Server) -> None:
    with server.http2() as client:
        client.send(PingFrame(0, opaque_data=b"12345678"))
        deadline = time.monotonic() + 3
        while client.pongs == 0 and time.monotonic() < deadline:
            client.read(3)
        equal(client.pongs, 1, "answers")


@case("G32", "pings faster than the default policy end in GOAWAY too_many_pings")
def too_many_pings(server: Server) -> None:
    with server.http2() as client:
        client.call(TRACES, one())
        goaway = flood_pings(client)
    check(goaway is not None, "no GOAWAY after 10 pings within 2 s")
    assert goaway is not None
    equal(goaway.error_code, ENHANCE_YOUR_CALM, "error code")
    equal(bytes(goaway.additional_data), b"too_many_pings", "debug data")


def flood_pings(client: Http2):  # type: ignore[no-untyped-def]
    """Ten pings, one every 200 ms; the GOAWAY that comes of it, if one does."""
    try:
        for number in range(10):
            client.send(PingFrame(0, opaque_data=number.to_bytes(8, "big")))
            if client.goaway(0.2) is not None:
                break
    except Ended as end:
        return end.goaway
    return client.goaways[0] if client.goaways else None


@case(
    "G32",
    "enforcement_policy min_time 100ms, permit_without_stream: the same pings are fine",
    profile="lenient_pings",
)
def permitted_pings(server: Server) -> None:
    with server.http2() as client:
        goaway = flood_pings(client)
        check(goaway is None, f"GOAWAY {goaway}")
        ok(client.call(TRACES, one()))


@case("G32", "server_parameters time 1s: the server pings an idle client", profile="pinged")
def server_pings(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            try:
                frame = client.read(deadline - time.monotonic())
            except TimeoutError:
                break
            if isinstance(frame, PingFrame) and "ACK" not in frame.flags:
                return
    raise Failed("no PING within 4 s")


@case(
    "G32", "server_parameters timeout 1s: a client that answers no ping is left", profile="pinged"
)
def dead_client(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        client.answers_pings = False
        check(client.ends(8), "the connection stays open")


@case(
    "G33",
    "max_connection_age 1s: GOAWAY without an error, and calls until then work",
    profile="ageing",
)
def age(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        goaway = client.goaway(5)
        check(goaway is not None, "no GOAWAY within 5 s")
        assert goaway is not None
        equal(goaway.error_code, 0, "error code")
        check(client.ends(5), "the connection stays open")


@case("G33", "max_connection_age_grace: a call under way at GOAWAY is answered", profile="ageing")
def grace(server: Server) -> None:
    body = one()
    with server.http2() as client:
        stream = client.start(TRACES)
        client.data(stream, body[:10], end_stream=False)
        check(client.goaway(5) is not None, "no GOAWAY within 5 s")
        client.data(stream, body[10:])
        ok(client.answer(stream))


@case("G33", "max_connection_idle 1s ends an idle connection", profile="timeouts")
def idle(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        check(client.goaway(5) is not None, "no GOAWAY within 5 s")


@case("G33", "by default a connection stays for 6 s")
def stays(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        check(client.goaway(6) is None, "GOAWAY")
        ok(client.call(TRACES, one()))


@case("X01", "max_concurrent_streams is announced in SETTINGS", profile="few_streams")
def announced_streams(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        equal(client.settings.get(SettingsFrame.MAX_CONCURRENT_STREAMS), 3, "setting")


@case(
    "X01",
    "a stream beyond max_concurrent_streams is refused, the others answered",
    profile="few_streams",
)
def stream_limit(server: Server) -> None:
    with server.http2() as client:
        ok(client.call(TRACES, one()))
        streams = [client.start(TRACES) for _ in range(4)]
        answer = client.answer(streams[3])
        one_of(answer.code, ("RST 7", "UNAVAILABLE", "RESOURCE_EXHAUSTED"), "the fourth")
        for stream in streams[:3]:
            client.data(stream, one())
            ok(client.answer(stream))


@case("X02", "a rapid reset of 2,000 streams harms nobody else", profile="abused")
def rapid_reset(server: Server) -> None:
    try:
        with server.http2() as client:
            for _ in range(2_000):
                stream = client.start(TRACES)
                client.send(RstStreamFrame(stream, error_code=8))
    except Ended:
        pass
    serves(server)


@case("X02", "20,000 CONTINUATION frames end in an error of that connection", profile="abused")
def continuation_flood(server: Server) -> None:
    with server.http2() as client:
        try:
            stream = client.reserve()
            client.send(HeadersFrame(stream, client.encode([(":method", "POST")])))
            for _ in range(200):
                client.send(*[ContinuationFrame(stream, b"\x00\x01a\x01b" * 10)] * 100)
            ended = client.ends(5)
        except Ended:
            ended = True
    check(ended, "the connection still collects headers")
    serves(server)


FLOODS = {
    "ping": PingFrame(0, opaque_data=b"12345678"),
    "settings": SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 65_535}),
    "priority": PriorityFrame(1, depends_on=0, stream_weight=10),
    "window-update": WindowUpdateFrame(0, window_increment=1),
    "empty-data": DataFrame(1, b""),
    "reset-unknown": RstStreamFrame(1, error_code=8),
}


@case(
    "X02",
    "a flood of 20,000 {kind} frames harms nobody else",
    profile="abused",
    each=named(FLOODS, "kind"),
)
def flood(server: Server, kind: str) -> None:
    frame = FLOODS[kind].serialize()
    try:
        with server.http2() as client:
            if kind == "empty-data":
                client.start(TRACES)
            for _ in range(200):
                client.send_bytes(frame * 100)
    except Ended:
        pass
    serves(server)


@case("X02", "a client that never reads its answers harms nobody else", profile="abused")
def never_reads(server: Server) -> None:
    with server.http2() as client:
        client.send(SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 0}))
        for _ in range(50):
            client.data(client.start(TRACES), one())
        serves(server)


@case("X02", "300 calls with half a message do not stop others", profile="abused")
def half_calls(server: Server) -> None:
    with server.http2() as client:
        for _ in range(90):
            client.data(client.start(TRACES), one()[:20], end_stream=False)
        serves(server)


BROKEN = {
    "no-preface": b"GARBAGE\r\n\r\n" * 5,
    "half-preface": PREFACE[:10],
    "frame-too-large": PREFACE
    + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    + b"\xff\xff\xff\x00\x00\x00\x00\x00\x01",
    "even-stream": PREFACE
    + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    + b"\x00\x00\x01\x01\x05\x00\x00\x00\x02\x82",
    "data-on-idle": PREFACE
    + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    + b"\x00\x00\x01\x00\x01\x00\x00\x00\x01a",
    "settings-odd-size": PREFACE + b"\x00\x00\x05\x04\x00\x00\x00\x00\x00abcde",
    "bad-hpack": PREFACE
    + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    + b"\x00\x00\x03\x01\x05\x00\x00\x00\x01\xff\xff\xff",
    "window-overflow": PREFACE
    + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    + b"\x00\x00\x04\x08\x00\x00\x00\x00\x00\x7f\xff\xff\xff",
}


@case(
    "X02",
    "a broken connection ({kind}) ends and harms nobody else",
    profile="abused",
    each=named(BROKEN, "kind"),
    collector=dict.fromkeys(
        ("data-on-idle", "window-overflow"), "keeps the connection, against RFC 9113 (5.1, 6.9.1)"
    ),
)
def broken(server: Server, kind: str) -> None:
    with server.http2(greet=False) as client:
        client.send_bytes(BROKEN[kind])
        if kind != "half-preface":
            check(client.ends(5), "the connection stays open")
    serves(server)


@case(
    "X02",
    "a header of {size} KiB is {verdict}",
    profile="abused",
    each={"7": {"size": 7, "verdict": "taken"}, "20000": {"size": 20_000, "verdict": "refused"}},
)
def large_header(server: Server, size: int, verdict: str) -> None:
    fields = [(f"x-{index}", "v" * 1_000) for index in range(size)]
    with server.http2() as client:
        try:
            if verdict == "taken":
                ok(client.call(TRACES, one(), *fields))
            else:
                block = client.encode([(":method", "POST"), *fields])
                stream = client.reserve()
                client.send(HeadersFrame(stream, block[:16_000]))
                for start in range(16_000, len(block), 16_000):
                    client.send(ContinuationFrame(stream, block[start : start + 16_000]))
                check(client.ends(5), "20 MB of headers were collected")
        except Ended:
            check(verdict == "refused", "the connection ended")
    serves(server)


@case("X01", "connections beyond the open files do not end the server", profile="few_files")
def open_files(server: Server) -> None:
    held: list[Http2] = []
    try:
        for _ in range(300):
            try:
                held.append(server.http2(timeout=2))
            except OSError:
                break
        time.sleep(1)
    finally:
        for client in held:
            client.close()
    deadline = time.monotonic() + 20
    while True:
        try:
            serves(server)
            return
        except (OSError, Failed, Ended):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


@case("X01", "HTTP connections beyond the open files do not end the server", profile="few_files")
def open_files_http(server: Server) -> None:
    held = []
    try:
        for _ in range(300):
            try:
                held.append(server.http1(timeout=2))
            except OSError:
                break
        time.sleep(1)
    finally:
        for client in held:
            client.close()
    deadline = time.monotonic() + 20
    while True:
        try:
            body = otlp.body("traces", "proto", otlp.mark())
            equal(server.post("/v1/traces", body, otlp.PROTO).status, 200, "status")
            return
        except (OSError, Failed):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


@case(
    "G34", "grpc.health.v1 on the OTLP port says SERVING", collector="has no health service there"
)
def health(server: Server) -> None:
    with server.http2() as client:
        answer = client.call("/grpc.health.v1.Health/Check", framed(b""))
    equal(answer.code, "OK", "code")
    equal(answer.messages(), [b"\x08\x01"], "answer")
