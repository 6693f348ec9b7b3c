"""G01-G31, G35: OTLP/gRPC calls, their messages and their status codes."""

from __future__ import annotations

import gzip
import math
import struct

from google.protobuf.message import Message

from suite import codec, otlp
from suite.adapter import arrived, never_arrived
from suite.case import case, check, equal, named, one_of
from suite.http2 import Answer, framed
from suite.profile import wait
from suite.server import Server

MIB = 1 << 20
LIMITER_SECONDS = 0.5  # Several times the check_interval of profile full_memory.
TRACES = otlp.METHODS["traces"]
MALFORMED = "answers INTERNAL, gRPC's code for a message that it cannot read"
EMPTY_PARTIAL = "sets partial_success to an empty message; the specification wants it unset"


def ok(answer: Answer, signal: str = "traces") -> None:
    """OK with exactly one Export response that rejects nothing."""
    equal(answer.code, "OK", f"code ({answer.message})")
    messages = answer.messages()
    equal(len(messages), 1, "messages")
    otlp.success(signal, "proto", messages[0])


def call(server: Server, body: bytes, *headers: tuple[str, str], path: str = TRACES) -> Answer:
    """One call on a connection of its own; the body is a framed message."""
    with server.http2() as client:
        return client.call(path, body, *headers)


def export(server: Server, message: Message | bytes, signal: str = "traces") -> Answer:
    body = message if isinstance(message, bytes) else message.SerializeToString()
    return call(server, framed(body), path=otlp.METHODS[signal])


def item_of(signal: str) -> str:
    return {"traces": "G01", "logs": "G02", "metrics": "G03"}[signal]


for _signal in otlp.SIGNALS:

    @case(
        item_of(_signal),
        "{label}: Export is answered OK and arrives",
        each={_signal: {"signal": _signal}},
    )
    def plain(server: Server, signal: str) -> None:
        mark = otlp.mark()
        ok(export(server, otlp.request(signal, mark), signal), signal)
        arrived(server.adapter, server.directory, signal, mark)

    @case(
        item_of(_signal),
        "{label}: an empty request is answered OK",
        each={_signal: {"signal": _signal}},
    )
    def empty(server: Server, signal: str) -> None:
        ok(export(server, b"", signal), signal)


@case("G06", "grpc-encoding: identity is taken, with the flag of uncompressed")
def identity(server: Server) -> None:
    body = framed(otlp.body("traces", "proto", otlp.mark()))
    ok(call(server, body, ("grpc-encoding", "identity")))


CODED = {
    f"{coding}-{signal}": {"coding": coding, "signal": signal}
    for coding in codec.GRPC
    for signal in otlp.SIGNALS
}

for _label, _arguments in CODED.items():

    @case(
        "G07" if _arguments["coding"] == "gzip" else "G08",
        "{signal} compressed with {coding} is taken and arrives",
        each={_label: _arguments},
    )
    def coded(server: Server, coding: str, signal: str) -> None:
        mark = otlp.mark()
        body = codec.GRPC[coding](otlp.body(signal, "proto", mark, padding=5_000))
        answer = call(
            server, framed(body, True), ("grpc-encoding", coding), path=otlp.METHODS[signal]
        )
        ok(answer, signal)
        arrived(server.adapter, server.directory, signal, mark)


@case("G07", "grpc-encoding: gzip with an uncompressed message is taken")
def announced_only(server: Server) -> None:
    body = framed(otlp.body("traces", "proto", otlp.mark()))
    ok(call(server, body, ("grpc-encoding", "gzip")))


@case(
    "G07",
    "grpc-accept-encoding: {value} still gets an answer that can be read",
    each=named(("identity", "gzip", "identity,deflate,gzip", "nosuch"), "value"),
)
def accept(server: Server, value: str) -> None:
    body = framed(otlp.body("traces", "proto", otlp.mark()))
    answer = call(server, body, ("grpc-accept-encoding", value))
    ok(answer)
    if answer.body[:1] == b"\x01":
        check(answer.headers["grpc-encoding"] in value, "a coding that nobody asked for")


@case("G09", "an unknown grpc-encoding is answered UNIMPLEMENTED")
def unknown_coding(server: Server) -> None:
    answer = call(server, framed(b"abc", True), ("grpc-encoding", "nosuch"))
    equal(answer.code, "UNIMPLEMENTED", "code")


@case(
    "G09", "that answer lists the encodings taken (gRPC compression)", collector="lists none here"
)
def lists_codings(server: Server) -> None:
    answer = call(server, framed(b"abc", True), ("grpc-encoding", "nosuch"))
    listed = {**answer.headers, **answer.trailers}.get("grpc-accept-encoding", "")
    check("gzip" in listed, f"grpc-accept-encoding: {listed!r}")


@case("G09", "a compressed message without grpc-encoding is an error, not accepted")
def flag_without_coding(server: Server) -> None:
    body = framed(gzip.compress(otlp.body("traces", "proto", otlp.mark())), True)
    one_of(call(server, body).code, ("INTERNAL", "UNIMPLEMENTED", "INVALID_ARGUMENT"), "code")


@case("G10", "a message of exactly the limit is taken", profile="limits")
def exact(server: Server) -> None:
    ok(export(server, otlp.sized("traces", "proto", otlp.mark(), MIB)))


@case(
    "G10",
    "{signal} of one byte more is RESOURCE_EXHAUSTED without RetryInfo",
    profile="limits",
    each=named(otlp.SIGNALS, "signal"),
)
def over(server: Server, signal: str) -> None:
    mark = otlp.mark()
    answer = export(server, otlp.sized(signal, "proto", mark, MIB + 1), signal)
    equal(answer.code, "RESOURCE_EXHAUSTED", f"code ({answer.message})")
    check(not retry_info(answer), "RetryInfo makes it retryable")
    never_arrived(server.adapter, server.directory, signal, mark)


def retry_info(answer: Answer) -> bool:
    details = answer.details
    return details is not None and any(
        one.type_url.endswith("google.rpc.RetryInfo") for one in details.details
    )


@case(
    "G11",
    "a {coding} message over the limit only when decompressed is RESOURCE_EXHAUSTED",
    profile="limits",
    each=named(codec.GRPC, "coding"),
)
def over_decompressed(server: Server, coding: str) -> None:
    mark = otlp.mark()
    body = codec.GRPC[coding](otlp.body("traces", "proto", mark, padding=2 * MIB))
    answer = call(server, framed(body, True), ("grpc-encoding", coding))
    equal(answer.code, "RESOURCE_EXHAUSTED", f"code ({answer.message})")
    check(not retry_info(answer), "RetryInfo makes it retryable")
    never_arrived(server.adapter, server.directory, "traces", mark)


@case("G11", "a gzip bomb of 1 GiB is RESOURCE_EXHAUSTED within 15 s", profile="abused")
def bomb(server: Server) -> None:
    answer = call(server, framed(gzip.compress(bytes(1 << 30), 1), True), ("grpc-encoding", "gzip"))
    equal(answer.code, "RESOURCE_EXHAUSTED", f"code ({answer.message})")


@case("G10", "the connection serves on after an oversize message", profile="limits")
def serves_on(server: Server) -> None:
    with server.http2() as client:
        client.call(TRACES, framed(bytes(2 * MIB)))
        ok(client.call(TRACES, framed(otlp.body("traces", "proto", otlp.mark()))))


@case("G10", "by default a message of 3.9 MiB is taken")
def default_collector(server: Server) -> None:
    ok(export(server, otlp.sized("traces", "proto", otlp.mark(), 39 * MIB // 10)))


@case(
    "G10",
    "by default a message of {mib} MiB is taken: 64 MiB is the recommended limit",
    each={"5": {"mib": 5}, "30": {"mib": 30}, "60": {"mib": 60}},
    collector="its default is 4 MiB",
)
def default_limit(server: Server, mib: int) -> None:
    ok(export(server, otlp.sized("traces", "proto", otlp.mark(), mib * MIB)))


@case("G10", "by default a message of 65 MiB is RESOURCE_EXHAUSTED")
def over_default(server: Server) -> None:
    equal(export(server, bytes(65 * MIB)).code, "RESOURCE_EXHAUSTED", "code")


@case("G10", "a prefix that announces 4 GiB is RESOURCE_EXHAUSTED without waiting for it")
def announced(server: Server) -> None:
    answer = call(server, struct.pack(">BI", 0, 0xFFFFFFFF) + b"abc")
    one_of(answer.code, ("RESOURCE_EXHAUSTED", "INTERNAL"), "code")


@case("G12", "the answer to a request of 20,000 spans is small")
def small_answer(server: Server) -> None:
    answer = export(server, otlp.request("traces", otlp.mark(), 20_000))
    ok(answer)
    check(len(answer.body) < 1_000, f"{len(answer.body)} bytes")


@case(
    "G14",
    "partial_success is unset, not empty, for {signal}",
    each=named(otlp.SIGNALS, "signal"),
    collector=EMPTY_PARTIAL,
)
def unset(server: Server, signal: str) -> None:
    answer = export(server, otlp.request(signal, otlp.mark()), signal)
    equal(answer.messages(), [b""], "messages")


@case(
    "G15",
    "envelopes without {what} are answered OK",
    each={
        "scopes": {"what": "scopes"},
        "spans": {"what": "spans"},
        "a-resource": {"what": "a resource"},
    },
)
def envelopes(server: Server, what: str) -> None:
    message = otlp.request("traces", otlp.mark())
    resource = message.resource_spans[0]  # type: ignore[attr-defined]
    if what == "scopes":
        del resource.scope_spans[:]
    elif what == "spans":
        del resource.scope_spans[0].spans[:]
    else:
        resource.ClearField("resource")
    ok(export(server, message))


MALFORMED_BODIES = {
    "garbage": {"body": b"\xff\xff\xff\xff"},
    "truncated": {"body": b"\x0a\x20\x12"},
    "end-group": {"body": b"\x0c"},
    "long-varint": {"body": b"\x0a" + b"\x80" * 11},
    "inner": {"body": b"\x0a\x04\x12\x7f\x00\x00"},
}


@case(
    "G19",
    "a malformed message ({label}) is INVALID_ARGUMENT",
    each=MALFORMED_BODIES,
    collector=MALFORMED,
)
def malformed(server: Server, body: bytes) -> None:
    equal(export(server, body).code, "INVALID_ARGUMENT", "code")


@case(
    "G22",
    "a malformed message ({label}) is never answered with a retryable code",
    each=MALFORMED_BODIES,
)
def poison_is_final(server: Server, body: bytes) -> None:
    final = ("INVALID_ARGUMENT", "INTERNAL", "UNKNOWN", "FAILED_PRECONDITION")
    one_of(export(server, body).code, final, "code")


@case("G26", "a known field in an unknown wire type is unknown or malformed, never retryable")
def wrong_wire_type(server: Server) -> None:
    one_of(export(server, b"\x08\x01").code, ("OK", "INVALID_ARGUMENT", "INTERNAL"), "code")


@case("G19", "INVALID_ARGUMENT carries BadRequest in its details (MAY)", collector=MALFORMED)
def bad_request(server: Server) -> None:
    details = export(server, b"\xff\xff").details
    types = [one.type_url for one in details.details] if details else []
    check(any(one.endswith("google.rpc.BadRequest") for one in types), f"details: {types}")


@case("G19", "a gzip message that is not gzip is refused finally")
def not_gzip(server: Server) -> None:
    answer = call(server, framed(b"nothing", True), ("grpc-encoding", "gzip"))
    one_of(answer.code, ("INTERNAL", "INVALID_ARGUMENT"), "code")


@case("G19", "a truncated {coding} message is refused finally", each=named(codec.GRPC, "coding"))
def truncated(server: Server, coding: str) -> None:
    mark = otlp.mark()
    body = codec.GRPC[coding](otlp.body("traces", "proto", mark, items=50))
    answer = call(server, framed(body[: len(body) // 2], True), ("grpc-encoding", coding))
    one_of(answer.code, ("INTERNAL", "INVALID_ARGUMENT"), "code")
    never_arrived(server.adapter, server.directory, "traces", mark)


@case(
    "G22",
    "the {signal} service does not read another signal's method",
    each={"traces": {"signal": "traces"}},
)
def other_method(server: Server, signal: str) -> None:
    path = "/opentelemetry.proto.collector.trace.v1.TraceService/Import"
    equal(call(server, framed(b""), path=path).code, "UNIMPLEMENTED", "code")


UNKNOWN_METHODS = {
    "method": "/opentelemetry.proto.collector.trace.v1.TraceService/Nothing",
    "service": "/opentelemetry.proto.collector.trace.v2.TraceService/Export",
    "profiles": otlp.METHODS["profiles"],
    "upper-case": TRACES.upper(),
    "one-part": "/Export",
    "root": "/",
    "reflection": "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
}


@case("G22", "an unknown method ({kind}) is UNIMPLEMENTED", each=named(UNKNOWN_METHODS, "kind"))
def unknown_method(server: Server, kind: str) -> None:
    equal(call(server, framed(b""), path=UNKNOWN_METHODS[kind]).code, "UNIMPLEMENTED", "code")


IDS = {
    "trace-short": {"field": "trace_id", "size": 15},
    "trace-long": {"field": "trace_id", "size": 17},
    "trace-one": {"field": "trace_id", "size": 1},
    "span-short": {"field": "span_id", "size": 7},
    "span-long": {"field": "span_id", "size": 9},
    "parent-short": {"field": "parent_span_id", "size": 7},
    "parent-long": {"field": "parent_span_id", "size": 16},
}


@case("G27", "{field} of {size} bytes is refused: the request, or that span alone", each=IDS)
def wrong_id(server: Server, field: str, size: int) -> None:
    message = otlp.request("traces", otlp.mark())
    span = message.resource_spans[0].scope_spans[0].spans[0]  # type: ignore[attr-defined]
    setattr(span, field, b"\x01" * size)
    answer = export(server, message)
    if answer.code == "OK":
        response = otlp.RESPONSES["traces"]()
        response.ParseFromString(answer.messages()[0])
        partial = response.partial_success  # type: ignore[attr-defined]
        equal(partial.rejected_spans, 1, "rejected_spans")
        check(partial.error_message, "no error_message")
    else:
        one_of(answer.code, ("INVALID_ARGUMENT", "INTERNAL"), "code")


@case("G28", "one wrong id among ten spans rejects that span only", collector="refuses the request")
def partial(server: Server) -> None:
    mark = otlp.mark()
    message = otlp.request("traces", mark, 10)
    message.resource_spans[0].scope_spans[0].spans[4].span_id = b"\x01"  # type: ignore[attr-defined]
    answer = export(server, message)
    equal(answer.code, "OK", "code")
    response = otlp.RESPONSES["traces"]()
    response.ParseFromString(answer.messages()[0])
    partial = response.partial_success  # type: ignore[attr-defined]
    equal(partial.rejected_spans, 1, "rejected_spans")
    check(partial.error_message, "no error_message")
    arrived(server.adapter, server.directory, "traces", mark, 9)


@case("G27", "empty ids ({field}) are not malformed", each=named(("trace_id", "span_id"), "field"))
def empty_id(server: Server, field: str) -> None:
    message = otlp.request("traces", otlp.mark())
    setattr(message.resource_spans[0].scope_spans[0].spans[0], field, b"")  # type: ignore[attr-defined]
    one_of(export(server, message).code, ("OK", "INVALID_ARGUMENT"), "code")


def unknown_field(number: int) -> bytes:
    """A length-delimited field that no message defines."""
    tag = number << 3 | 2
    made = b""
    while tag > 127:
        made += bytes([tag & 127 | 128])
        tag >>= 7
    return made + bytes([tag]) + b"\x03abc"


@case(
    "G26",
    "unknown fields are ignored in {signal}, at the top and within",
    each=named(otlp.SIGNALS, "signal"),
)
def unknown_fields(server: Server, signal: str) -> None:
    mark = otlp.mark()
    message = otlp.request(signal, mark)
    resource = message.ListFields()[0][1][0]
    inner = unknown_field(900) + b"\x98\x3f\x01" + b"\xa5\x3f\x01\x02\x03\x04"
    resource.MergeFromString(inner)
    resource.resource.MergeFromString(inner)
    ok(export(server, message.SerializeToString() + inner, signal), signal)
    arrived(server.adapter, server.directory, signal, mark)


@case(
    "G30",
    "span flags arrive as they are: {flags}",
    each={"remote": {"flags": 0x301}, "high-bits": {"flags": 0xFFFFFFFF}},
)
def flags(server: Server, flags: int) -> None:
    mark = otlp.mark()
    message = otlp.request("traces", mark)
    message.resource_spans[0].scope_spans[0].spans[0].flags = flags  # type: ignore[attr-defined]
    ok(export(server, message))
    span = arrived(server.adapter, server.directory, "traces", mark)[0]
    equal(int(span["flags"]), flags, "flags")


ODD_SPANS = {
    "end-before-start": {"start_time_unix_nano": 2_000, "end_time_unix_nano": 1_000},
    "no-times": {"start_time_unix_nano": 0, "end_time_unix_nano": 0},
    "far-future": {"start_time_unix_nano": (1 << 64) - 1, "end_time_unix_nano": (1 << 64) - 1},
    "kind-unspecified": {"kind": 0},
    "kind-undefined": {"kind": 99},
    "no-name": {"name": ""},
    "long-name": {"name": "n" * 100_000},
    "own-parent": {"parent_span_id": b"\0\0\0\0\0\0\0\1"},
    "zero-trace-id": {"trace_id": bytes(16)},
    "zero-span-id": {"span_id": bytes(8)},
    "trace-state": {"trace_state": "not, a = valid;;state"},
}


@case("G31", "an odd span ({kind}) is answered OK", each=named(ODD_SPANS, "kind"))
def odd_span(server: Server, kind: str) -> None:
    message = otlp.request("traces", otlp.mark())
    span = message.resource_spans[0].scope_spans[0].spans[0]  # type: ignore[attr-defined]
    for field, value in ODD_SPANS[kind].items():
        setattr(span, field, value)
    equal(export(server, message).code, "OK", "code")


@case("G31", "duplicate attribute keys, and 2,000 attributes, are answered OK")
def many_attributes(server: Server) -> None:
    message = otlp.request("traces", otlp.mark())
    span = message.resource_spans[0].scope_spans[0].spans[0]  # type: ignore[attr-defined]
    for index in range(2_000):
        pair = span.attributes.add()
        pair.key = f"k{index // 2}"
        pair.value.int_value = index
    ok(export(server, message))


@case("G29", "every kind of attribute value arrives as sent")
def values(server: Server) -> None:
    mark = otlp.mark()
    message = otlp.request("traces", mark)
    attributes = message.resource_spans[0].scope_spans[0].spans[0].attributes  # type: ignore[attr-defined]
    kinds = {
        "string_value": "s",
        "bool_value": True,
        "int_value": -(1 << 63),
        "double_value": 0.1,
        "bytes_value": b"\x00\xff",
    }
    for kind, value in kinds.items():
        pair = attributes.add()
        pair.key = kind
        setattr(pair.value, kind, value)
    attributes.add().key = "none"
    pair = attributes.add()
    pair.key = "list"
    pair.value.array_value.values.add().kvlist_value.values.add().key = "inner"
    ok(export(server, message))
    span = arrived(server.adapter, server.directory, "traces", mark)[0]
    got = {pair["key"]: pair.get("value", {}) for pair in span["attributes"]}
    equal(int(got["int_value"]["intValue"]), -(1 << 63), "int")
    equal(got["double_value"]["doubleValue"], 0.1, "double")
    equal(got["bytes_value"]["bytesValue"], "AP8=", "bytes")
    equal(got["bool_value"]["boolValue"], True, "bool")
    check("list" in got and "none" in got, "a value is missing")


@case("G29", "NaN and infinities are taken in metrics")
def special_doubles(server: Server) -> None:
    message = otlp.request("metrics", otlp.mark(), 3)
    points = message.resource_metrics[0].scope_metrics[0].metrics[0].sum.data_points  # type: ignore[attr-defined]
    for point, value in zip(points, (math.nan, math.inf, -math.inf), strict=True):
        point.as_double = value
    ok(export(server, message, "metrics"), "metrics")


NOT_UTF8 = b"\xff\xfe bad \xc3\x28"


@case(
    "G35",
    "text that is not UTF-8 in {place} is taken",
    each=named(("name", "attribute", "key", "resource"), "place"),
)
def not_utf8(server: Server, place: str) -> None:
    mark = otlp.mark()
    message = otlp.request("traces", mark, 2)
    resource = message.resource_spans[0]  # type: ignore[attr-defined]
    span = resource.scope_spans[0].spans[0]
    hole = "placeholder."
    if place == "name":
        span.name = hole
    else:
        pair = (resource.resource if place == "resource" else span).attributes.add()
        pair.key = hole if place == "key" else "k"
        pair.value.string_value = "v" if place == "key" else hole
    body = message.SerializeToString().replace(hole.encode(), NOT_UTF8.ljust(len(hole)))
    ok(export(server, body))
    arrived(server.adapter, server.directory, "traces", mark, 2)


@case("G35", "text that is not UTF-8 over HTTP is taken too")
def not_utf8_http(server: Server) -> None:
    message = otlp.request("traces", otlp.mark())
    message.resource_spans[0].scope_spans[0].spans[0].name = "placeholder."  # type: ignore[attr-defined]
    body = message.SerializeToString().replace(b"placeholder.", NOT_UTF8.ljust(12))
    equal(server.post("/v1/traces", body, otlp.PROTO).status, 200, "status")


@case("G25", "the same request twice is answered OK twice")
def twice(server: Server) -> None:
    message = otlp.request("traces", otlp.mark())
    ok(export(server, message))
    ok(export(server, message))


@case("G02", "logs without a pipeline: UNIMPLEMENTED or OK", profile="traces_only")
def no_logs_pipeline(server: Server) -> None:
    answer = export(server, otlp.request("logs", otlp.mark()), "logs")
    one_of(answer.code, ("UNIMPLEMENTED", "OK"), "code")


@case("G20", "a full memory_limiter answers UNAVAILABLE", profile="full_memory")
def overload(server: Server) -> None:
    wait(LIMITER_SECONDS)
    answer = export(server, otlp.request("traces", otlp.mark()))
    equal(answer.code, "UNAVAILABLE", f"code ({answer.message})")


@case(
    "H23",
    "a full memory_limiter answers 503 or 429 with a Status as {encoding}",
    profile="full_memory",
    each=named(otlp.TYPES, "encoding"),
)
def overload_http(server: Server, encoding: str) -> None:
    body = otlp.body("traces", encoding, otlp.mark())
    wait(LIMITER_SECONDS)
    response = server.post("/v1/traces", body, otlp.TYPES[encoding])
    one_of(response.status, (503, 429), "status")
    otlp.error(encoding, response.body)


@case("H23", "a full memory_limiter still answers an empty request 200", profile="full_memory")
def overload_empty(server: Server) -> None:
    one_of(server.post("/v1/traces", b"", otlp.PROTO).status, (200, 503), "status")
