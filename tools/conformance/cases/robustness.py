"""G16, G20, H19, H23, X03: partial success, throttling, odd gRPC headers, and mutated bodies."""

from __future__ import annotations

import json
import random
from typing import Any

from cases.grpc_calls import LIMITER_SECONDS, TRACES, ok, retry_info
from cases.json_examples import EXAMPLES
from suite import codec, otlp
from suite.adapter import arrived
from suite.case import case, check, equal, named, one_of
from suite.http2 import Answer, framed
from suite.profile import wait
from suite.server import Server

WHOLE = "refuses the whole request"
SEED = 4_318
MUTATIONS = 600


@case(
    "H19",
    "one wrong id among five spans as {encoding} rejects that span only",
    each=named(otlp.TYPES, "encoding"),
    collector=WHOLE,
)
def partial_success(server: Server, encoding: str) -> None:
    mark = otlp.mark()
    message = otlp.request("traces", mark, 5)
    message.resource_spans[0].scope_spans[0].spans[2].span_id = b"\x01"  # type: ignore[attr-defined]
    response = server.post("/v1/traces", otlp.encode(message, encoding), otlp.TYPES[encoding])
    equal(response.status, 200, "status")
    if encoding == "json":
        partial = json.loads(response.body)["partialSuccess"]
        equal(partial["rejectedSpans"], "1", "rejectedSpans, an int64 and so text")
        check(partial["errorMessage"], "no errorMessage")
    else:
        answer = otlp.RESPONSES["traces"]()
        answer.ParseFromString(response.body)
        equal(answer.partial_success.rejected_spans, 1, "rejected_spans")  # type: ignore[attr-defined]
    arrived(server.adapter, server.directory, "traces", mark, 4)


@case(
    "H23",
    "a 503 or 429 says when to come back: Retry-After",
    profile="full_memory",
    collector="sends none",
)
def retry_after(server: Server) -> None:
    wait(LIMITER_SECONDS)
    response = server.post("/v1/traces", otlp.body("traces", "proto", otlp.mark()), otlp.PROTO)
    one_of(response.status, (503, 429), "status")
    check((response.header("retry-after") or "").isdigit(), f"{response.header('retry-after')!r}")


@case(
    "G20",
    "UNAVAILABLE says when to come back: RetryInfo",
    profile="full_memory",
    collector="sends none",
)
def retry_delay(server: Server) -> None:
    wait(LIMITER_SECONDS)
    with server.http2() as client:
        answer = client.call(TRACES, framed(otlp.body("traces", "proto", otlp.mark())))
    equal(answer.code, "UNAVAILABLE", "code")
    check(retry_info(answer), "no RetryInfo")


@case("H10", "two codings at once are undone or refused, never misread")
def two_codings_at_once(server: Server) -> None:
    body = codec.HTTP["gzip"](codec.HTTP["zstd"](otlp.body("traces", "proto", otlp.mark())))
    field = ("Content-Encoding", "zstd, gzip")
    one_of(server.post("/v1/traces", body, otlp.PROTO, field).status, (200, 400), "status")


PSEUDO = [
    (":method", "POST"),
    (":scheme", "http"),
    (":path", TRACES),
    (":authority", "localhost"),
]
GRPC = ("content-type", "application/grpc")
TE = ("te", "trailers")


def with_headers(server: Server, headers: list[tuple[str, str]]) -> Answer:
    with server.http2() as client:
        stream = client.open(headers)
        client.data(stream, framed(otlp.body("traces", "proto", otlp.mark())))
        return client.answer(stream, 5)


TAKEN = {
    "user-agent": [*PSEUDO, GRPC, TE, ("user-agent", "OTel-OTLP-Exporter-Python/1.45.0")],
    "scheme-https": [(":scheme", "https") if one[0] == ":scheme" else one for one in PSEUDO]
    + [GRPC, TE],
    "binary-header": [*PSEUDO, GRPC, TE, ("x-trace-bin", "AAEC")],
    "unpadded-binary-header": [*PSEUDO, GRPC, TE, ("x-trace-bin", "AA")],
    "repeated-header": [*PSEUDO, GRPC, TE, ("x-a", "1"), ("x-a", "2")],
    "unicode-header": [*PSEUDO, GRPC, TE, ("x-a", "caf\u00e9")],
    "empty-header": [*PSEUDO, GRPC, TE, ("x-a", "")],
    "traceparent": [
        *PSEUDO,
        GRPC,
        TE,
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ],
    "reserved-header": [*PSEUDO, GRPC, TE, ("grpc-previous-rpc-attempts", "1")],
}


@case("G13", "a call with an ordinary header ({kind}) is taken", each=named(TAKEN, "kind"))
def ordinary_header(server: Server, kind: str) -> None:
    ok(with_headers(server, TAKEN[kind]))


MALFORMED: dict[str, list[tuple[str, str]]] = {
    "no-path": [one for one in PSEUDO if one[0] != ":path"] + [GRPC, TE],
    "no-method": [one for one in PSEUDO if one[0] != ":method"] + [GRPC, TE],
    "unknown-pseudo-header": [*PSEUDO, (":nosuch", "1"), GRPC, TE],
    "two-paths": [*PSEUDO, (":path", "/"), GRPC, TE],
    "connection-header": [*PSEUDO, GRPC, TE, ("connection", "close")],
    "relative-path": [(":path", "Export") if one[0] == ":path" else one for one in PSEUDO]
    + [GRPC, TE],
}


@case("G13", "a malformed call ({kind}) is refused and harms nobody", each=named(MALFORMED, "kind"))
def malformed_header(server: Server, kind: str) -> None:
    try:
        code = with_headers(server, MALFORMED[kind]).code
    except Exception as ended:  # The connection may end as well.
        code = type(ended).__name__
    check(code != "OK" or kind == "connection-header", f"code {code}")
    with server.http2() as client:
        ok(client.call(TRACES, framed(b"")))


def mutated(body: bytes, chance: random.Random) -> bytes:
    """The body with a few bytes changed, taken out, doubled or cut off."""
    made = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(made))
        kind = chance.randrange(5)
        if kind == 0:
            made[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            made[place] = chance.choice(b'\x00\xff\x7f\x80[]{},:"0-e')
        elif kind == 2 and len(made) > 8:
            del made[place : place + chance.randint(1, 4)]
        elif kind == 3:
            made[place:place] = made[place : place + chance.randint(1, 16)]
        elif len(made) > 40:
            del made[max(20, place) :]
    return bytes(made)


@case(
    "X03",
    f"{MUTATIONS} mutated {{signal}} bodies as {{encoding}} are answered 200 or 400",
    profile="abused",
    each={
        f"{signal}-{encoding}": {"signal": signal, "encoding": encoding}
        for signal in otlp.SIGNALS
        for encoding in otlp.TYPES
    },
    collector={
        f"{signal}-json": "answers 500 to JSON that is not UTF-8" for signal in otlp.SIGNALS
    },
)
def mutations(server: Server, signal: str, encoding: str) -> None:
    chance = random.Random(SEED)
    original = corpus(signal, encoding)
    with server.http1(timeout=30) as client:
        for number in range(MUTATIONS):
            body = mutated(original, chance)
            response = client.post(otlp.PATHS[signal], body, otlp.TYPES[encoding])
            check(
                response.status in (200, 400), f"{response.status} to mutation {number}: {body!r}"
            )
            if (response.header("connection") or "").lower() == "close":
                check(False, f"the connection is closed after mutation {number}")


def corpus(signal: str, encoding: str) -> bytes:
    """A body with many kinds of fields."""
    if encoding == "proto":
        return otlp.body(signal, "proto", otlp.mark(), items=5)
    make: Any = next(one["make"] for one in EXAMPLES.values() if one["signal"] == signal)
    return json.dumps(make(otlp.mark())).encode()


@case("X03", "mutated gRPC messages are answered OK or with a final code", profile="abused")
def grpc_mutations(server: Server) -> None:
    chance = random.Random(SEED)
    original = corpus("traces", "proto")
    final = ("OK", "INVALID_ARGUMENT", "INTERNAL")
    with server.http2(timeout=30) as client:
        for _ in range(MUTATIONS):
            one_of(client.call(TRACES, framed(mutated(original, chance))).code, final, "code")


@case(
    "X03",
    "mutated {coding} bodies are answered 200, 400 or 413",
    profile="abused",
    each=named(codec.HTTP, "coding"),
)
def coding_mutations(server: Server, coding: str) -> None:
    chance = random.Random(SEED)
    original = codec.HTTP[coding](otlp.body("traces", "proto", otlp.mark(), items=20))
    field = ("Content-Encoding", coding)
    client = server.http1(timeout=30)
    try:
        for number in range(MUTATIONS // 3):
            response = client.post("/v1/traces", mutated(original, chance), otlp.PROTO, field)
            check(response.status in (200, 400, 413), f"{response.status} to mutation {number}")
            if (response.header("connection") or "").lower() == "close":  # As after a 413.
                client.close()
                client = server.http1(timeout=30)
    finally:
        client.close()
