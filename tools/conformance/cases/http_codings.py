"""H09-H14, H16: content codings, and limits before and after them."""

from __future__ import annotations

import gzip
import zlib

from cases.http_basics import accepted, refused
from suite import codec, otlp
from suite.adapter import arrived, never_arrived
from suite.case import case, check, equal, named, one_of
from suite.http1 import chunks, head
from suite.server import Server

LIMIT = 65_536
TOO_LARGE = "answers 400; the specification wants 413"
IDENTITY = "answers 400; its own test marks that as a bug"
CODED = {
    f"{coding}-{encoding}": {"coding": coding, "encoding": encoding}
    for coding in codec.HTTP
    for encoding in otlp.TYPES
}


def encoding_header(coding: str) -> tuple[str, str]:
    return ("Content-Encoding", coding)


def item_of(coding: str) -> str:
    return "H09" if coding == "gzip" else "H10"


for _label, _arguments in CODED.items():

    @case(
        item_of(_arguments["coding"]),
        "{coding} with {encoding} is taken and arrives",
        each={_label: _arguments},
    )
    def coded(server: Server, coding: str, encoding: str) -> None:
        mark = otlp.mark()
        body = codec.HTTP[coding](otlp.body("traces", encoding, mark, padding=5_000))
        response = server.post("/v1/traces", body, otlp.TYPES[encoding], encoding_header(coding))
        accepted(response, "traces", encoding)
        arrived(server.adapter, server.directory, "traces", mark)


@case("H09", "{signal} compressed with gzip is taken", each=named(("logs", "metrics"), "signal"))
def gzip_signal(server: Server, signal: str) -> None:
    body = codec.HTTP["gzip"](otlp.body(signal, "proto", otlp.mark()))
    response = server.post(otlp.PATHS[signal], body, otlp.PROTO, encoding_header("gzip"))
    accepted(response, signal, "proto")


@case("H10", "snappy in the framed format is recognised under the name snappy")
def snappy_framed_as_snappy(server: Server) -> None:
    body = codec.HTTP["x-snappy-framed"](otlp.body("traces", "proto", otlp.mark()))
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header("snappy"))
    accepted(response, "traces", "proto")


@case("H09", "a gzip body of two members is read to its end (RFC 1952, 2.2)")
def two_members(server: Server) -> None:
    mark = otlp.mark()
    body = otlp.body("traces", "proto", mark, items=20)
    members = gzip.compress(body[:100]) + gzip.compress(body[100:])
    response = server.post("/v1/traces", members, otlp.PROTO, encoding_header("gzip"))
    accepted(response, "traces", "proto")
    arrived(server.adapter, server.directory, "traces", mark, 20)


@case("H10", "a zstd body of two frames is read to its end (RFC 8878, 3)")
def two_frames(server: Server) -> None:
    mark = otlp.mark()
    body = otlp.body("traces", "proto", mark, items=20)
    frames = codec.HTTP["zstd"](body[:100]) + codec.HTTP["zstd"](body[100:])
    response = server.post("/v1/traces", frames, otlp.PROTO, encoding_header("zstd"))
    accepted(response, "traces", "proto")
    arrived(server.adapter, server.directory, "traces", mark, 20)


@case("H09", "a gzip body with a name and a comment in its header is taken")
def gzip_name(server: Server) -> None:
    body = otlp.body("traces", "proto", otlp.mark())
    plain = gzip.compress(body)
    named_header = plain[:3] + b"\x18" + plain[4:10] + b"spans\x00" + b"note\x00" + plain[10:]
    response = server.post("/v1/traces", named_header, otlp.PROTO, encoding_header("gzip"))
    accepted(response, "traces", "proto")


@case("H09", "gzip in a chunked body is taken")
def gzip_chunked(server: Server) -> None:
    body = chunks(codec.HTTP["gzip"](otlp.body("traces", "proto", otlp.mark())), 7)
    with server.http1() as client:
        fields = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
        client.send(head("POST", "/v1/traces", otlp.PROTO, None, *fields) + body)
        accepted(client.response(), "traces", "proto")


@case("H09", "gzip data in stored blocks only is taken")
def gzip_stored(server: Server) -> None:
    body = gzip.compress(otlp.body("traces", "proto", otlp.mark()), compresslevel=0)
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header("gzip"))
    accepted(response, "traces", "proto")


@case(
    "H11",
    "Content-Encoding: identity with {encoding} is taken",
    each=named(otlp.TYPES, "encoding"),
    collector=IDENTITY,
)
def identity(server: Server, encoding: str) -> None:
    body = otlp.body("traces", encoding, otlp.mark())
    response = server.post("/v1/traces", body, otlp.TYPES[encoding], encoding_header("identity"))
    accepted(response, "traces", encoding)


@case("H11", "an empty Content-Encoding is taken as none")
def empty_coding(server: Server) -> None:
    body = otlp.body("traces", "proto", otlp.mark())
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header(""))
    accepted(response, "traces", "proto")


@case(
    "H09", "the coding's name is case-insensitive: GZIP (RFC 9110, 8.4.1)", collector="answers 400"
)
def upper_coding(server: Server) -> None:
    body = codec.HTTP["gzip"](otlp.body("traces", "proto", otlp.mark()))
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header("GZIP"))
    accepted(response, "traces", "proto")


UNSUPPORTED = {
    f"{coding}-{encoding}": {"coding": coding, "encoding": encoding}
    for coding in ("br", "compress", "nosuch", "gzipped")
    for encoding in otlp.TYPES
}


@case(
    "H12",
    "Content-Encoding {coding} with {encoding} is answered 400 and a Status",
    each=UNSUPPORTED,
)
def unsupported(server: Server, coding: str, encoding: str) -> None:
    body = otlp.body("traces", encoding, otlp.mark())
    response = server.post("/v1/traces", body, otlp.TYPES[encoding], encoding_header(coding))
    refused(response, 400, encoding)


@case("H12", "the message of an unsupported coding names it")
def names_coding(server: Server) -> None:
    response = server.post("/v1/traces", b"", otlp.PROTO, encoding_header("nosuch"))
    message = otlp.error("proto", response.body).message
    check("nosuch" in message, message)


@case("H12", "a deflate body without the zlib wrapper is answered 400")
def raw_deflate(server: Server) -> None:
    body = codec.raw_deflate(otlp.body("traces", "proto", otlp.mark(), padding=1_000))
    refused(server.post("/v1/traces", body, otlp.PROTO, encoding_header("deflate")), 400, "proto")


@case("H29", "an unknown coding without a Content-Type is answered 400 in JSON")
def unknown_coding_without_type(server: Server) -> None:
    refused(server.post("/v1/traces", b"{}", None, encoding_header("invalid")), 400, "json")


@case(
    "H29",
    "an unknown coding with an unknown Content-Type is answered 400 or 415",
    collector="answers a fixed 500",
)
def unknown_coding_with_type(server: Server) -> None:
    response = server.post("/v1/traces", b"{}", "text/plain", encoding_header("invalid"))
    one_of(response.status, (400, 415), "status")


@case("H13", "a body that is not {coding} with {encoding} is answered 400", each=CODED)
def garbage(server: Server, coding: str, encoding: str) -> None:
    body = b'{"key": "value"}'
    response = server.post("/v1/traces", body, otlp.TYPES[encoding], encoding_header(coding))
    refused(response, 400, encoding)


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


@case("H13", "a truncated {coding} body is answered 400", each=named(codec.HTTP, "coding"))
def truncated(server: Server, coding: str) -> None:
    mark = otlp.mark()
    body = cut(codec.HTTP[coding](otlp.body("traces", "proto", mark, items=50)))
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header(coding))
    refused(response, 400, "proto")
    never_arrived(server.adapter, server.directory, "traces", mark)


@case("H13", "an empty gzip body is answered 400")
def empty_gzip(server: Server) -> None:
    refused(server.post("/v1/traces", b"", otlp.PROTO, encoding_header("gzip")), 400, "proto")


@case("H13", "a gzip body with a wrong checksum is answered 400")
def wrong_checksum(server: Server) -> None:
    body = bytearray(gzip.compress(otlp.body("traces", "proto", otlp.mark())))
    body[-8] ^= 0xFF
    response = server.post("/v1/traces", bytes(body), otlp.PROTO, encoding_header("gzip"))
    refused(response, 400, "proto")


@case("H13", "a zlib body with a wrong checksum is answered 400")
def wrong_adler(server: Server) -> None:
    body = bytearray(zlib.compress(otlp.body("traces", "proto", otlp.mark())))
    body[-1] ^= 0xFF
    response = server.post("/v1/traces", bytes(body), otlp.PROTO, encoding_header("deflate"))
    refused(response, 400, "proto")


@case("H13", "bytes behind a gzip body are answered 400")
def trailing_bytes(server: Server) -> None:
    body = gzip.compress(otlp.body("traces", "proto", otlp.mark())) + b"more"
    refused(server.post("/v1/traces", body, otlp.PROTO, encoding_header("gzip")), 400, "proto")


@case("H13", "the connection goes on after a body that does not decompress")
def goes_on(server: Server) -> None:
    with server.http1() as client:
        client.post("/v1/traces", b"nothing", otlp.PROTO, encoding_header("gzip"))
        body = otlp.body("traces", "proto", otlp.mark())
        accepted(client.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


EXACT = {
    f"{signal}-{encoding}": {"signal": signal, "encoding": encoding}
    for signal in otlp.SIGNALS
    for encoding in otlp.TYPES
}


@case(
    "H14",
    "{signal} as {encoding} of exactly max_request_body_size is taken",
    profile="limits",
    each=EXACT,
)
def exact_limit(server: Server, signal: str, encoding: str) -> None:
    body = otlp.sized(signal, encoding, otlp.mark(), LIMIT)
    accepted(server.post(otlp.PATHS[signal], body, otlp.TYPES[encoding]), signal, encoding)


@case(
    "H14",
    "{signal} as {encoding} of one byte more is answered 413 with a Status",
    profile="limits",
    each=EXACT,
    collector=TOO_LARGE,
)
def over_limit(server: Server, signal: str, encoding: str) -> None:
    mark = otlp.mark()
    body = otlp.sized(signal, encoding, mark, LIMIT + 1)
    refused(server.post(otlp.PATHS[signal], body, otlp.TYPES[encoding]), 413, encoding)
    never_arrived(server.adapter, server.directory, signal, mark)


@case(
    "H14",
    "a {coding} body larger than the limit only when decompressed is answered 413",
    profile="limits",
    each=named(codec.HTTP, "coding"),
    collector=TOO_LARGE,
)
def over_limit_coded(server: Server, coding: str) -> None:
    body = codec.HTTP[coding](otlp.body("traces", "proto", otlp.mark(), padding=300_000))
    check(len(body) < LIMIT, "the case is wrong: its body is large")
    refused(server.post("/v1/traces", body, otlp.PROTO, encoding_header(coding)), 413, "proto")


@case(
    "H14",
    "an oversize {coding} body is refused with some 4xx, never taken or crashed on",
    profile="limits",
    each=named(codec.HTTP, "coding"),
)
def never_taken(server: Server, coding: str) -> None:
    mark = otlp.mark()
    body = codec.HTTP[coding](otlp.body("traces", "proto", mark, padding=300_000))
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header(coding))
    one_of(response.status, (400, 413), "status")
    never_arrived(server.adapter, server.directory, "traces", mark)


@case("H14", "a chunked body over the limit is answered 413", profile="limits", collector=TOO_LARGE)
def over_limit_chunked(server: Server) -> None:
    body = otlp.sized("traces", "proto", otlp.mark(), LIMIT + 1)
    with server.http1() as client:
        fields = ("Transfer-Encoding", "chunked")
        client.send(head("POST", "/v1/traces", otlp.PROTO, None, fields) + chunks(body, 4_096))
        refused(client.response(), 413, "proto")


@case(
    "H14",
    "a Content-Length over the limit is answered before the body is sent",
    profile="limits",
    collector="reads the body first",
)
def early_answer(server: Server) -> None:
    with server.http1(timeout=5) as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, 1_000_000_000_000))
        equal(client.response().status, 413, "status")


@case(
    "H14", "a body over the limit by 20 MiB still lets its sender see the answer", profile="limits"
)
def answer_is_seen(server: Server) -> None:
    body = bytes(20 << 20)
    response = server.post("/v1/traces", body, otlp.PROTO)
    one_of(response.status, (400, 413), "status")


@case(
    "H14",
    "Expect: 100-continue of an oversize body is refused without a 100",
    profile="limits",
    collector="asks for the body, then answers 400",
)
def refused_expectation(server: Server) -> None:
    with server.http1(timeout=5) as client:
        fields = ("Expect", "100-continue")
        client.send(head("POST", "/v1/traces", otlp.PROTO, LIMIT + 1, fields))
        response = client.response()
    equal((response.interim, response.status), ([], 413), "interim answers and status")


@case("H14", "after an oversize request others are served", profile="limits")
def others_after_oversize(server: Server) -> None:
    server.post("/v1/traces", bytes(LIMIT * 3), otlp.PROTO)
    body = otlp.body("traces", "proto", otlp.mark())
    accepted(server.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


@case("H14", "by default a body of 19 MiB is taken")
def default_limit_collector(server: Server) -> None:
    body = otlp.sized("traces", "proto", otlp.mark(), 19 << 20)
    accepted(server.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


@case(
    "H14",
    "by default a body of 60 MiB is taken: 64 MiB is the recommended limit",
    collector="its default is 20 MiB",
)
def default_limit(server: Server) -> None:
    body = otlp.sized("traces", "proto", otlp.mark(), 60 << 20)
    accepted(server.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


@case("H14", "by default a body of 65 MiB is answered 413", collector=TOO_LARGE)
def over_default_limit(server: Server) -> None:
    refused(server.post("/v1/traces", bytes(65 << 20), otlp.PROTO), 413, "proto")


@case("H14", "by default a gzip body of 65 MiB decompressed is answered 413", collector=TOO_LARGE)
def bomb(server: Server) -> None:
    body = gzip.compress(bytes(65 << 20), compresslevel=1)
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header("gzip"))
    refused(response, 413, "proto")


@case("H14", "a gzip bomb of 2 GiB is refused within 20 s", profile="abused")
def large_bomb(server: Server) -> None:
    compressor = zlib.compressobj(9, wbits=31)
    body = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(2_048)) + compressor.flush()
    with server.http1(timeout=20) as client:
        response = client.post("/v1/traces", body, otlp.PROTO, encoding_header("gzip"))
    one_of(response.status, (400, 413), "status")


@case("H14", "a snappy block that claims 4 GiB is refused", profile="abused")
def lying_snappy(server: Server) -> None:
    body = b"\xff\xff\xff\xff\x0f" + b"\x00" * 20
    response = server.post("/v1/traces", body, otlp.PROTO, encoding_header("snappy"))
    one_of(response.status, (400, 413), "status")


@case(
    "H10",
    'compression_algorithms ["", gzip]: {label}',
    profile="codings",
    each={
        "plain": {"coding": None, "status": 200},
        "gzip": {"coding": "gzip", "status": 200},
        "zstd": {"coding": "zstd", "status": 400},
        "snappy": {"coding": "snappy", "status": 400},
    },
)
def two_codings(server: Server, coding: str | None, status: int) -> None:
    equal(post_coded(server, coding), status, "status")


@case(
    "H10",
    "compression_algorithms [zstd]: {label}",
    profile="codings_zstd",
    each={
        "plain": {"coding": None, "status": 400},
        "gzip": {"coding": "gzip", "status": 400},
        "zstd": {"coding": "zstd", "status": 200},
    },
)
def zstd_only(server: Server, coding: str | None, status: int) -> None:
    equal(post_coded(server, coding), status, "status")


def post_coded(server: Server, coding: str | None) -> int:
    body = otlp.body("traces", "proto", otlp.mark())
    if coding is None:
        return server.post("/v1/traces", body, otlp.PROTO).status
    coded_body = codec.HTTP[coding](body)
    return server.post("/v1/traces", coded_body, otlp.PROTO, encoding_header(coding)).status


@case(
    "H10",
    "compression_algorithms []: nothing is decompressed ({label})",
    profile="codings_none",
    each={
        "plain": {"coding": "", "compressed": False, "status": 200},
        "label-only": {"coding": "gzip", "compressed": False, "status": 200},
        "gzip": {"coding": "gzip", "compressed": True, "status": 400},
    },
)
def no_codings(server: Server, coding: str, compressed: bool, status: int) -> None:
    body = otlp.body("traces", "proto", otlp.mark())
    if compressed:
        body = codec.HTTP[coding](body)
    fields = [encoding_header(coding)] if coding else []
    equal(server.post("/v1/traces", body, otlp.PROTO, *fields).status, status, "status")


@case(
    "H16",
    "with Accept-Encoding: {value} the answer can be read",
    each={
        "gzip": {"value": "gzip"},
        "list": {"value": "gzip, deflate, br"},
        "any": {"value": "*"},
        "none": {"value": "identity;q=0"},
    },
)
def accept_encoding(server: Server, value: str) -> None:
    body = otlp.body("traces", "json", otlp.mark())
    response = server.post("/v1/traces", body, otlp.JSON, ("Accept-Encoding", value))
    equal(response.status, 200, "status")
    coding = response.header("content-encoding")
    one_of(coding, (None, "gzip") if "gzip" in value or value == "*" else (None,), "coding")
    if coding == "gzip":
        response.body = gzip.decompress(response.body)
    otlp.success("traces", "json", response.body)


@case("H16", "an error answered under Accept-Encoding: gzip can be read")
def accept_encoding_error(server: Server) -> None:
    response = server.post("/v1/traces", b"x", otlp.JSON, ("Accept-Encoding", "gzip"))
    body = response.body
    if response.header("content-encoding") == "gzip":
        body = gzip.decompress(body)
    otlp.error("json", body)
