"""H31-H34: framing, connections, concurrency, timeouts; X01."""

from __future__ import annotations

import threading
import time

from cases.http_basics import accepted
from suite import otlp
from suite.adapter import arrived
from suite.case import Failed, case, check, equal, named, one_of
from suite.http1 import Http1, chunks, head
from suite.server import Server

CHUNKED = ("Transfer-Encoding", "chunked")


def one() -> bytes:
    return otlp.body("traces", "proto", otlp.mark())


def serves(server: Server) -> None:
    """A fresh connection is answered 200."""
    accepted(server.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")


def chunked(server: Server, body: bytes) -> int:
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, None, CHUNKED) + body)
        return client.response().status


@case(
    "H33",
    "a chunked body is taken, in chunks of {size} bytes",
    each={"1": {"size": 1}, "100": {"size": 100}, "70000": {"size": 70_000}},
)
def chunked_body(server: Server, size: int) -> None:
    mark = otlp.mark()
    equal(
        chunked(server, chunks(otlp.body("traces", "proto", mark, padding=2_000), size)),
        200,
        "status",
    )
    arrived(server.adapter, server.directory, "traces", mark)


@case("H33", "a chunked JSON body is taken")
def chunked_json(server: Server) -> None:
    body = chunks(otlp.body("traces", "json", otlp.mark()))
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.JSON, None, CHUNKED) + body)
        accepted(client.response(), "traces", "json")


@case("H33", "chunk extensions and trailers are ignored (RFC 9112, 7.1)")
def chunk_extensions(server: Server) -> None:
    body = one()
    raw = b'%x;name="value"\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n' % (len(body), body)
    equal(chunked(server, raw), 200, "status")


@case("H33", "a chunked body arriving piece by piece is taken")
def slow_chunks(server: Server) -> None:
    body = chunks(one(), 50)
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, None, CHUNKED))
        for start in range(0, len(body), 60):
            client.send(body[start : start + 60])
            time.sleep(0.02)
        accepted(client.response(), "traces", "proto")


@case("H33", "an empty chunked body is an empty request")
def empty_chunked(server: Server) -> None:
    equal(chunked(server, b"0\r\n\r\n"), 200, "status")


@case(
    "H33",
    "a malformed chunk ({label}) is answered 400 or the connection ends",
    each={
        "size": {"raw": b"zz\r\nabc\r\n0\r\n\r\n"},
        "negative": {"raw": b"-1\r\nabc\r\n0\r\n\r\n"},
        "overflow": {"raw": b"ffffffffffffffffff\r\nabc\r\n0\r\n\r\n"},
        "no-crlf": {"raw": b"3\r\nabcX0\r\n\r\n"},
    },
)
def malformed_chunk(server: Server, raw: bytes) -> None:
    try:
        equal(chunked(server, raw), 400, "status")
    except Failed as problem:
        check("connection" in str(problem), str(problem))
    serves(server)


@case("H33", "a body cut off by the end of the connection stores nothing and harms nobody")
def cut_off(server: Server) -> None:
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, 1_000) + one()[:50])
    serves(server)


@case("H34", "100 requests on one connection")
def keep_alive(server: Server) -> None:
    with server.http1() as client:
        for _ in range(100):
            accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")


@case("H34", "pipelined requests are answered in their order")
def pipelined(server: Server) -> None:
    marks = [otlp.mark() for _ in range(5)]
    bodies = [otlp.body("traces", "proto", mark) for mark in marks]
    requests = [head("POST", "/v1/traces", otlp.PROTO, len(body)) + body for body in bodies]
    bad = head("POST", "/v1/traces", otlp.JSON, 1) + b"x"
    with server.http1() as client:
        client.send(b"".join([*requests[:3], bad, *requests[3:]]))
        statuses = [client.response().status for _ in range(6)]
    equal(statuses, [200, 200, 200, 400, 200, 200], "statuses")
    for mark in marks:
        arrived(server.adapter, server.directory, "traces", mark)


@case(
    "H34", "the connection goes on after a {kind}", each=named(("400", "404", "405", "415"), "kind")
)
def goes_on(server: Server, kind: str) -> None:
    path, method, media, body = {
        "400": ("/v1/traces", "POST", otlp.JSON, b"x"),
        "404": ("/nothing", "POST", otlp.JSON, b"{}"),
        "405": ("/v1/traces", "PUT", otlp.JSON, b"{}"),
        "415": ("/v1/traces", "POST", "text/plain", b"abc"),
    }[kind]
    with server.http1() as client:
        equal(client.post(path, body, media, method=method).status, int(kind), "status")
        accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")


@case("H34", "200 connections at once, each with 5 requests")
def many_connections(server: Server) -> None:
    clients = [server.http1(timeout=30) for _ in range(200)]
    try:
        for _ in range(5):
            for client in clients:
                body = one()
                client.send(head("POST", "/v1/traces", otlp.PROTO, len(body)) + body)
            for client in clients:
                equal(client.response().status, 200, "status")
    finally:
        for client in clients:
            client.close()


@case("H34", "16 threads, 20 requests each, all arrive")
def concurrent(server: Server) -> None:
    mark = otlp.mark()
    request = otlp.request("traces", mark, 20)
    problems: list[str] = []

    def send(thread: int) -> None:
        try:
            with server.http1(timeout=30) as client:
                for index in range(20):
                    copy = type(request)()
                    copy.CopyFrom(request)
                    for number, span in enumerate(copy.resource_spans[0].scope_spans[0].spans):
                        span.span_id = (thread * 400 + index * 20 + number + 1).to_bytes(8, "big")
                    response = client.post("/v1/traces", copy.SerializeToString(), otlp.PROTO)
                    equal(response.status, 200, "status")
        except Exception as problem:
            problems.append(str(problem))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(problems, [], "problems")
    equal(len(arrived(server.adapter, server.directory, "traces", mark, 6_400)), 6_400, "spans")


@case("H34", "an HTTP/1.0 request is answered and the connection ends")
def http_1_0(server: Server) -> None:
    body = one()
    with server.http1() as client:
        client.send(
            b"POST /v1/traces HTTP/1.0\r\nContent-Type: application/x-protobuf\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        equal(client.response().status, 200, "status")
        check(client.ends(5), "the connection stays open")


@case("H34", "an HTTP/1.0 request with keep-alive can be followed by another")
def http_1_0_keep_alive(server: Server) -> None:
    body = one()
    with server.http1() as client:
        for _ in range(2):
            client.send(
                b"POST /v1/traces HTTP/1.0\r\nConnection: keep-alive\r\n"
                b"Content-Type: application/x-protobuf\r\nContent-Length: %d\r\n\r\n%s"
                % (len(body), body)
            )
            response = client.response()
            equal(response.status, 200, "status")
            if (response.header("connection") or "").lower() != "keep-alive":
                return


@case("H34", "Connection: close ends the connection after the answer")
def connection_close(server: Server) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", one(), otlp.PROTO, ("Connection", "close"))
        accepted(response, "traces", "proto")
        check(client.ends(5), "the connection stays open")


@case("H34", "Expect: 100-continue is answered 100, then 200")
def expect_continue(server: Server) -> None:
    body = one()
    with server.http1(timeout=5) as client:
        fields = ("Expect", "100-continue")
        client.send(head("POST", "/v1/traces", otlp.PROTO, len(body), fields))
        equal(client.interim(), 100, "interim status")
        client.send(body)
        accepted(client.response(), "traces", "proto")


@case("H34", "Expect: 100-continue with the body sent at once is answered 200")
def expect_and_send(server: Server) -> None:
    response = server.post("/v1/traces", one(), otlp.PROTO, ("Expect", "100-continue"))
    accepted(response, "traces", "proto")


@case("H34", "Expect: 100-continue of a wrong type gets its 415 without waiting for the body")
def expect_refused(server: Server) -> None:
    with server.http1(timeout=5) as client:
        fields = ("Expect", "100-continue")
        client.send(head("POST", "/v1/traces", "text/plain", 10, fields))
        response = client.response()
    equal((response.interim, response.status), ([], 415), "interim answers and status")


MALFORMED = {
    "no-host": {"raw": b"POST /v1/traces HTTP/1.1\r\nContent-Length: 0\r\n\r\n"},
    "bad-length": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"},
    "minus-length": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"},
    "two-lengths": {
        "raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2"
        b"\r\n\r\nab"
    },
    "blank-in-name": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"},
    "blank-before-colon": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost : a\r\n\r\n"},
    "no-colon": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n"},
    "nul-in-value": {"raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n"},
    "one-word": {"raw": b"HELLO\r\n\r\n"},
    "no-version": {"raw": b"POST /v1/traces\r\n\r\n"},
    "bad-version": {"raw": b"POST /v1/traces HTTP/x\r\nHost: a\r\n\r\n"},
    "tls-hello": {"raw": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)},
    "unknown-coding": {
        "raw": b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nosuch\r\n\r\n"
    },
}


@case(
    "H34",
    "a malformed request ({label}) is answered 4xx or 501, or the connection ends",
    each=MALFORMED,
)
def malformed(server: Server, raw: bytes) -> None:
    with server.http1(timeout=5) as client:
        client.send(raw)
        client.half_close()
        try:
            status = client.response().status
            check(status in (400, 501, 505), f"status {status}")
        except Failed as problem:
            check("not HTTP/1" not in str(problem) and "in time" not in str(problem), str(problem))
    serves(server)


@case("H34", "the HTTP/2 preface on the HTTP port harms nobody")
def preface(server: Server) -> None:
    with server.http1(timeout=5) as client:
        client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        client.ends(1)
    serves(server)


@case("H34", "Upgrade: h2c is ignored or honoured, never an error")
def upgrade(server: Server) -> None:
    fields = (
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"),
    )
    response = server.post("/v1/traces", one(), otlp.PROTO, *fields)
    one_of(response.interim or [response.status], ([200], [101]), "status")


@case("H34", "Transfer-Encoding together with Content-Length never splits a request in two")
def smuggling(server: Server) -> None:
    body = one()
    hidden = head("POST", "/nothing", otlp.JSON, 0)
    fields = (("Content-Length", "4"), CHUNKED)
    with server.http1(timeout=5) as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, None, *fields) + chunks(body + hidden))
        status = client.response().status
        check(status in (200, 400), f"status {status}")
        check(client.silent(0.5) or client.ends(0.5), "a second answer came")


@case("H34", "an empty line before the request line is ignored (RFC 9112, 2.2)")
def leading_line(server: Server) -> None:
    body = one()
    with server.http1() as client:
        client.send(b"\r\n" + head("POST", "/v1/traces", otlp.PROTO, len(body)) + body)
        one_of(client.response().status, (200, 400), "status")


@case(
    "H34",
    "{label} are taken",
    each={
        "30-headers": {"count": 30, "size": 100},
        "90-headers": {"count": 90, "size": 50},
        "a-16-KiB-header": {"count": 1, "size": 16 << 10},
        "a-60-KiB-header": {"count": 1, "size": 60 << 10},
    },
)
def large_headers(server: Server, count: int, size: int) -> None:
    fields = [(f"X-Header-{index}", "v" * size) for index in range(count)]
    accepted(server.post("/v1/traces", one(), otlp.PROTO, *fields), "traces", "proto")


@case("H34", "a head of 4 MiB is refused and harms nobody")
def huge_head(server: Server) -> None:
    with server.http1(timeout=10) as client:
        try:
            client.send_watching(head("POST", "/v1/traces", otlp.PROTO, 0, ("X", "v" * (4 << 20))))
            one_of(client.response().status, (431, 400, 413), "status")
        except (OSError, Failed) as problem:
            check("in time" not in str(problem), str(problem))
    serves(server)


@case("H34", "a request target of 4 KiB is a 404, not an error of the server")
def long_target(server: Server) -> None:
    one_of(server.post("/" + "a" * 4_096, b"{}", otlp.JSON).status, (404, 414), "status")


@case("H34", "header names are case-insensitive")
def lower_names(server: Server) -> None:
    body = one()
    with server.http1() as client:
        client.send(
            b"POST /v1/traces HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-protobuf\r\n"
            b"CONTENT-LENGTH: %d\r\n\r\n%s" % (len(body), body)
        )
        accepted(client.response(), "traces", "proto")


@case("H34", "a head sent byte by byte is taken")
def byte_by_byte(server: Server) -> None:
    body = one()
    with server.http1() as client:
        for byte in head("POST", "/v1/traces", otlp.PROTO, len(body)):
            client.send(bytes([byte]))
        client.send(body)
        accepted(client.response(), "traces", "proto")


@case("H34", "an answer has a Date and no chunk when it has a length")
def answer_head(server: Server) -> None:
    response = server.post("/v1/traces", one(), otlp.PROTO)
    check(response.header("date"), "no Date")
    both = response.header("content-length") and response.header("transfer-encoding")
    check(not both, "Content-Length and Transfer-Encoding")


@case("H34", "a connection that says nothing does not stop others")
def silent_connections(server: Server) -> None:
    silent = [server.http1() for _ in range(50)]
    try:
        serves(server)
    finally:
        for client in silent:
            client.close()


@case("H34", "100 clients with half a head do not stop others")
def half_heads(server: Server) -> None:
    slow = [server.http1() for _ in range(100)]
    try:
        for client in slow:
            client.send(b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        begin = time.monotonic()
        serves(server)
        check(time.monotonic() - begin < 5, "others waited for more than 5 s")
    finally:
        for client in slow:
            client.close()


@case("H34", "100 clients with half a body do not stop others")
def half_bodies(server: Server) -> None:
    slow = [server.http1() for _ in range(100)]
    try:
        for client in slow:
            client.send(head("POST", "/v1/traces", otlp.PROTO, 1_000) + b"\x0a")
        begin = time.monotonic()
        serves(server)
        check(time.monotonic() - begin < 5, "others waited for more than 5 s")
    finally:
        for client in slow:
            client.close()


@case("X01", "three unfinished bodies of 19 MiB leave room for small requests")
def no_starving(server: Server) -> None:
    large = [server.http1() for _ in range(3)]
    try:
        for client in large:
            begin = head("POST", "/v1/traces", otlp.PROTO, 19 << 20)
            client.send_watching(begin + bytes(18 << 20))
        for _ in range(5):
            serves(server)
    finally:
        for client in large:
            client.close()


@case("H32", "read_header_timeout ends a connection with half a head", profile="timeouts")
def header_timeout(server: Server) -> None:
    with server.http1() as client:
        client.send(b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nX: ")
        check(client.ends(4), "still open after 4 s with read_header_timeout 1s")


@case(
    "H32",
    "read_header_timeout is for the whole head, however often a byte comes",
    profile="timeouts",
)
def header_trickle(server: Server) -> None:
    with server.http1() as client:
        trickles(client, b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nX: " + b"v" * 100)


@case("H32", "read_timeout ends a connection with half a body", profile="timeouts")
def read_timeout(server: Server) -> None:
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, 1_000) + b"\x0a")
        check(client.ends(6), "still open after 6 s with read_timeout 2s")


@case("H32", "read_timeout is for the whole body, however often a byte comes", profile="timeouts")
def body_trickle(server: Server) -> None:
    with server.http1() as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, 1_000))
        trickles(client, b"\x0a" * 100)


def trickles(client: Http1, data: bytes) -> None:
    """Sends a byte every 200 ms; the server must end that within 6 s."""
    begin = time.monotonic()
    for byte in data:
        try:
            client.send(bytes([byte]))
        except OSError:
            return
        if client.ends(0.2):
            return
        check(time.monotonic() - begin < 6, "still open after 6 s of a byte every 200 ms")


@case("H32", "idle_timeout ends an idle connection", profile="timeouts")
def idle_timeout(server: Server) -> None:
    with server.http1() as client:
        accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")
        check(client.ends(6), "still open after 6 s with idle_timeout 2s")


@case("H32", "timeouts do not touch a request in time", profile="timeouts")
def in_time(server: Server) -> None:
    with server.http1() as client:
        for _ in range(3):
            accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")
            time.sleep(0.4)


@case("H32", "by default an idle connection stays open for 5 s")
def no_idle_timeout(server: Server) -> None:
    with server.http1() as client:
        accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")
        check(client.silent(5), "the server closed the connection")
        accepted(client.post("/v1/traces", one(), otlp.PROTO), "traces", "proto")


@case(
    "H32",
    "keep_alives_enabled: false ends each connection after its answer",
    profile="no_keepalive",
)
def no_keepalive(server: Server) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", one(), otlp.PROTO)
        accepted(response, "traces", "proto")
        equal((response.header("connection") or "").lower(), "close", "Connection")
        check(client.ends(3), "the connection stays open")


@case(
    "H31",
    "response_headers are on a {kind}",
    profile="headers_and_paths",
    each=named(("200", "400", "404", "405", "415"), "kind"),
)
def response_headers(server: Server, kind: str) -> None:
    path, method, media, body = {
        "200": ("/custom/traces", "POST", otlp.PROTO, one()),
        "400": ("/custom/traces", "POST", otlp.JSON, b"x"),
        "404": ("/v1/traces", "POST", otlp.JSON, b"{}"),
        "405": ("/custom/traces", "GET", otlp.JSON, b""),
        "415": ("/custom/traces", "POST", "text/plain", b""),
    }[kind]
    with server.http1() as client:
        response = client.post(path, body, media, method=method)
    equal(response.status, int(kind), "status")
    equal(response.header("x-server"), "one", "X-Server")
    equal(response.header("strict-transport-security"), "max-age=1", "Strict-Transport-Security")


@case(
    "H02",
    "{signal} is served under its configured path",
    profile="headers_and_paths",
    each={
        "traces": {"signal": "traces", "path": "/custom/traces"},
        "logs-without-slash": {"signal": "logs", "path": "/custom/logs"},
        "metrics": {"signal": "metrics", "path": "/v2/metrics"},
    },
)
def configured_path(server: Server, signal: str, path: str) -> None:
    body = otlp.body(signal, "proto", otlp.mark())
    accepted(server.post(path, body, otlp.PROTO), signal, "proto")


@case("H02", "the standard path is a 404 when another is configured", profile="headers_and_paths")
def standard_path_gone(server: Server) -> None:
    equal(server.post("/v1/metrics", b"", otlp.PROTO).status, 404, "status")


@case(
    "H27",
    "a signal without a pipeline is not an error of the sender: 404 or 200",
    profile="traces_only",
    each=named(("logs", "metrics"), "signal"),
)
def no_pipeline(server: Server, signal: str) -> None:
    body = otlp.body(signal, "proto", otlp.mark())
    one_of(server.post(otlp.PATHS[signal], body, otlp.PROTO).status, (200, 404), "status")
