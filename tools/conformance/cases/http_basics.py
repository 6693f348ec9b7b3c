"""H01-H08, H17-H18, H25-H29: paths, methods, content types and answers of OTLP/HTTP."""

from __future__ import annotations

from suite import otlp
from suite.adapter import arrived
from suite.case import case, check, equal, one_of
from suite.http1 import Response
from suite.server import Server

BOTH = {
    f"{signal}-{encoding}": {"signal": signal, "encoding": encoding}
    for signal in otlp.SIGNALS
    for encoding in otlp.TYPES
}
EMPTY_PARTIAL = "sets partial_success to an empty message; the specification wants it unset"
NOT_UTF8 = "answers 500: its message repeats the bytes, which JSON cannot hold"
TEXT_ERRORS = "answers text/plain; the specification wants a google.rpc.Status for every 4xx"


def accepted(response: Response, signal: str, encoding: str) -> None:
    """200 with the right type and an empty Export response."""
    equal(response.status, 200, f"status (body {response.body[:100]!r})")
    media = (response.header("content-type") or "").split(";")[0]
    equal(media, otlp.TYPES[encoding], "Content-Type")
    otlp.success(signal, encoding, response.body)


def refused(response: Response, status: int, encoding: str) -> None:
    """That status with a google.rpc.Status in the request's encoding."""
    equal(response.status, status, f"status (body {response.body[:100]!r})")
    media = (response.header("content-type") or "").split(";")[0]
    equal(media, otlp.TYPES[encoding], "Content-Type")
    otlp.error(encoding, response.body)


@case("H01", "POST {signal} as {encoding} is answered 200 and arrives", each=BOTH)
def export(server: Server, signal: str, encoding: str) -> None:
    mark = otlp.mark()
    body = otlp.body(signal, encoding, mark, items=1)
    accepted(server.post(otlp.PATHS[signal], body, otlp.TYPES[encoding]), signal, encoding)
    arrived(server.adapter, server.directory, signal, mark)


@case(
    "H01",
    "a request of 2,000 spans as {encoding} arrives whole",
    each={one: {"encoding": one} for one in otlp.TYPES},
)
def many_spans(server: Server, encoding: str) -> None:
    mark = otlp.mark()
    body = otlp.body("traces", encoding, mark, items=2_000)
    accepted(server.post("/v1/traces", body, otlp.TYPES[encoding]), "traces", encoding)
    equal(len(arrived(server.adapter, server.directory, "traces", mark, 2_000)), 2_000, "spans")


@case(
    "H17",
    "partial_success is unset, not empty, in the answer to {signal}",
    each={signal: {"signal": signal} for signal in otlp.SIGNALS},
    collector=EMPTY_PARTIAL,
)
def unset(server: Server, signal: str) -> None:
    body = otlp.body(signal, "proto", otlp.mark())
    equal(server.post(otlp.PATHS[signal], body, otlp.PROTO).body, b"", "body")


@case("H18", "an empty {signal} request as {encoding} is answered 200", each=BOTH)
def empty(server: Server, signal: str, encoding: str) -> None:
    body = b"{}" if encoding == "json" else b""
    accepted(server.post(otlp.PATHS[signal], body, otlp.TYPES[encoding]), signal, encoding)


ENVELOPES = {
    "no-resources": {"body": '{"resourceSpans":[]}'},
    "no-scopes": {"body": '{"resourceSpans":[{"resource":{},"scopeSpans":[]}]}'},
    "no-spans": {"body": '{"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]}'},
}


@case("H18", "an envelope without spans is answered 200 ({label})", each=ENVELOPES)
def envelope(server: Server, body: str) -> None:
    accepted(server.post("/v1/traces", body.encode(), otlp.JSON), "traces", "json")


CONTENT_TYPES = {
    "json-charset": {"value": "application/json; charset=utf-8", "encoding": "json"},
    "json-charset-tight": {"value": "application/json;charset=UTF-8", "encoding": "json"},
    "json-charset-quoted": {"value": 'application/json; charset="utf-8"', "encoding": "json"},
    "json-upper": {"value": "APPLICATION/JSON", "encoding": "json"},
    "json-mixed": {"value": "Application/Json; Charset=UTF-8", "encoding": "json"},
    "json-blanks": {"value": "  application/json ; charset=utf-8", "encoding": "json"},
    "proto-upper": {"value": "Application/X-Protobuf", "encoding": "proto"},
    "proto-parameter": {"value": "application/x-protobuf; messageType=x", "encoding": "proto"},
}


@case("H07", "Content-Type {value} is taken as {encoding}", each=CONTENT_TYPES)
def content_type(server: Server, value: str, encoding: str) -> None:
    body = otlp.body("traces", encoding, otlp.mark())
    accepted(server.post("/v1/traces", body, value), "traces", encoding)


@case("H07", "both encodings alternate on one connection")
def both_on_one_connection(server: Server) -> None:
    with server.http1() as client:
        for encoding in ("proto", "json", "proto", "json"):
            body = otlp.body("traces", encoding, otlp.mark())
            accepted(client.post("/v1/traces", body, otlp.TYPES[encoding]), "traces", encoding)


UNKNOWN_TYPES = {
    "none": {"value": None},
    "text": {"value": "text/plain"},
    "form": {"value": "application/x-www-form-urlencoded"},
    "octets": {"value": "application/octet-stream"},
    "grpc": {"value": "application/grpc"},
    "protobuf": {"value": "application/protobuf"},
    "json-suffix": {"value": "application/vnd.api+json"},
    "longer": {"value": "application/jsonx"},
    "word": {"value": "invalid"},
    "any": {"value": "*/*"},
}


@case("H25", "Content-Type {value} is answered 415", each=UNKNOWN_TYPES)
def unsupported_type(server: Server, value: str | None) -> None:
    response = server.post("/v1/traces", b"{}", value)
    equal(response.status, 415, "status")


@case(
    "H25",
    "Content-Type text/plain is answered 415 for {signal}",
    each={"logs": {"signal": "logs"}, "metrics": {"signal": "metrics"}},
)
def unsupported_type_of(server: Server, signal: str) -> None:
    equal(server.post(otlp.PATHS[signal], b"{}", "text/plain").status, 415, "status")


@case("H25", "a 415 names the two types that are taken")
def names_types(server: Server) -> None:
    body = server.post("/v1/traces", b"{}", "text/plain").body
    for media in (b"application/json", b"application/x-protobuf"):
        check(media in body, f"{media!r} is not in {body!r}")


METHODS = {one: {"method": one} for one in ("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")}


@case("H26", "{method} is answered 405", each=METHODS)
def wrong_method(server: Server, method: str) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", b"", otlp.JSON, method=method)
    equal(response.status, 405, "status")


@case(
    "H26",
    "GET of {signal} without a body or type is answered 405",
    each={signal: {"signal": signal} for signal in otlp.SIGNALS},
)
def bare_get(server: Server, signal: str) -> None:
    with server.http1() as client:
        client.send(f"GET {otlp.PATHS[signal]} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        equal(client.response("GET").status, 405, "status")


@case("H26", "a 405 carries Allow: POST (RFC 9110, 15.5.6)", collector="sends no Allow")
def allow(server: Server) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", b"{}", otlp.JSON, method="PUT")
    allowed = ",".join(response.all("allow")).upper().replace(" ", "").split(",")
    check("POST" in allowed, f"Allow: {allowed}")


@case("H26", "the method is case-sensitive: post is answered 405 or 501")
def lower_method(server: Server) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", b"{}", otlp.JSON, method="post")
    one_of(response.status, (405, 501, 400), "status")


PATHS = {
    "root": {"path": "/"},
    "version": {"path": "/v1"},
    "singular": {"path": "/v1/trace"},
    "slash": {"path": "/v1/traces/"},
    "below": {"path": "/v1/traces/x"},
    "upper": {"path": "/V1/TRACES"},
    "v2": {"path": "/v2/traces"},
    "opentelemetry": {"path": "/opentelemetry.proto.collector.trace.v1.TraceService/Export"},
    "favicon": {"path": "/favicon.ico"},
}


@case("H27", "POST {path} is answered 404", each=PATHS)
def unknown_path(server: Server, path: str) -> None:
    equal(server.post(path, b"{}", otlp.JSON).status, 404, "status")


@case("H27", "a query does not change the path")
def query(server: Server) -> None:
    body = otlp.body("traces", "proto", otlp.mark())
    accepted(server.post("/v1/traces?key=a%20b", body, otlp.PROTO), "traces", "proto")


@case("H27", "an absolute-form target is understood (RFC 9112, 3.2.2)")
def absolute_target(server: Server) -> None:
    body = otlp.body("traces", "proto", otlp.mark())
    accepted(server.post("http://localhost/v1/traces", body, otlp.PROTO), "traces", "proto")


STATUS_BODIES = {
    f"{name}-{encoding}": {"kind": name, "encoding": encoding}
    for name in ("405", "404")
    for encoding in otlp.TYPES
}


@case(
    "H20",
    "a {kind} as {encoding} holds a google.rpc.Status",
    each=STATUS_BODIES,
    collector=TEXT_ERRORS,
)
def status_body(server: Server, kind: str, encoding: str) -> None:
    path, method = ("/v1/traces", "PUT") if kind == "405" else ("/v1/unknown", "POST")
    with server.http1() as client:
        response = client.post(path, b"", otlp.TYPES[encoding], method=method)
    refused(response, int(kind), encoding)


@case("H20", "a 415 holds a google.rpc.Status in one of the encodings", collector=TEXT_ERRORS)
def status_body_415(server: Server) -> None:
    response = server.post("/v1/traces", b"{}", "text/plain")
    equal(response.status, 415, "status")
    types = {media: encoding for encoding, media in otlp.TYPES.items()}
    media = (response.header("content-type") or "").split(";")[0]
    check(media in types, f"Content-Type is {media}")
    otlp.error(types[media], response.body)


BAD_BODIES = {
    "proto-garbage": {"encoding": "proto", "body": b"\xff\xff\xff\xff"},
    "proto-truncated": {"encoding": "proto", "body": b"\x0a\x20\x12"},
    "proto-end-group": {"encoding": "proto", "body": b"\x0c"},
    "proto-field-zero": {"encoding": "proto", "body": b"\x02\x00"},
    "proto-long-varint": {"encoding": "proto", "body": b"\x0a" + b"\x80" * 11},
    "proto-is-json": {"encoding": "proto", "body": b'{"resourceSpans":[]}'},
    "json-garbage": {"encoding": "json", "body": b"not json"},
    "json-truncated": {"encoding": "json", "body": b'{"resourceSpans":['},
    "json-array": {"encoding": "json", "body": b"[]"},
    "json-number": {"encoding": "json", "body": b"1234"},
    "json-string": {"encoding": "json", "body": b'"resourceSpans"'},
    "json-wrong-type": {"encoding": "json", "body": b'{"resourceSpans":"text"}'},
    "json-is-proto": {"encoding": "json", "body": b"\x0a\x02\x12\x00"},
    "json-comment": {"encoding": "json", "body": b'{/* no */"resourceSpans":[]}'},
    "json-single-quotes": {"encoding": "json", "body": b"{'resourceSpans':[]}"},
    "json-empty": {"encoding": "json", "body": b""},
}


@case("H21", "an undecodable body ({label}) is answered 400 with a Status", each=BAD_BODIES)
def undecodable(server: Server, encoding: str, body: bytes) -> None:
    refused(server.post("/v1/traces", body, otlp.TYPES[encoding]), 400, encoding)


@case(
    "H21",
    "an undecodable {signal} body as {encoding} is answered 400",
    each={key: value for key, value in BOTH.items() if not key.startswith("traces")},
)
def undecodable_signal(server: Server, signal: str, encoding: str) -> None:
    path, body = otlp.PATHS[signal], b"\x7f\x7f\x7f"
    refused(server.post(path, body, otlp.TYPES[encoding]), 400, encoding)


@case(
    "H21",
    "a 400 as {encoding} says code 3, INVALID_ARGUMENT",
    each={one: {"encoding": one} for one in otlp.TYPES},
)
def code_three(server: Server, encoding: str) -> None:
    response = server.post("/v1/traces", b"\x7f\x7f", otlp.TYPES[encoding])
    equal(otlp.error(encoding, response.body).code, 3, "code")


@case("H21", "a JSON body that is not UTF-8 is answered 400", collector=NOT_UTF8)
def not_utf8(server: Server) -> None:
    refused(server.post("/v1/traces", b"\xff\xff", otlp.JSON), 400, "json")


@case(
    "H21",
    "a 400 carries google.rpc.BadRequest in its details (SHOULD)",
    collector="sends no details",
)
def bad_request_details(server: Server) -> None:
    status = otlp.error("proto", server.post("/v1/traces", b"\xff\xff", otlp.PROTO).body)
    types = [one.type_url for one in status.details]
    check(any(one.endswith("google.rpc.BadRequest") for one in types), f"details: {types}")


@case("H22", "a poison body is never answered with a retryable status")
def poison_is_final(server: Server) -> None:
    for _ in range(5):
        status = server.post("/v1/traces", b"\x0a\xff", otlp.PROTO).status
        check(400 <= status < 500 and status != 429, f"status {status}")
