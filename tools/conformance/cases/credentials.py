"""G23, H28: who may send, over both protocols."""

from __future__ import annotations

import base64
import time

from cases.grpc_calls import call, ok
from cases.http_basics import accepted, refused
from suite import otlp, profile
from suite.adapter import arrived, never_arrived
from suite.case import case, check, equal, named, one_of
from suite.http1 import Response, head
from suite.http2 import Answer, framed
from suite.server import Launcher, Server

PROTOCOLS = ("grpc", "http")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def post(
    server: Server, value: str | None, name: str = "Authorization", mark: str = ""
) -> Response:
    body = otlp.body("traces", "proto", mark or otlp.mark())
    fields = [(name, value)] if value is not None else []
    return server.post("/v1/traces", body, otlp.PROTO, *fields)


def grpc(server: Server, value: str | None, name: str = "authorization", mark: str = "") -> Answer:
    body = framed(otlp.body("traces", "proto", mark or otlp.mark()))
    fields = [(name, value)] if value is not None else []
    return call(server, body, *fields)


RIGHT = {
    "basic": ("basic", basic("alice", "secret")),
    "basic-colon": ("basic", basic("bob", "pa:ss")),
    "basic-lower-scheme": ("basic", basic("alice", "secret").replace("Basic", "basic")),
    "bearer": ("bearer", "Bearer token-one"),
    "tokens-first": ("bearer_tokens", "Token first"),
    "tokens-second": ("bearer_tokens", "Token second"),
    "token-file": ("bearer_file", "Bearer from-file"),
    "htpasswd-inline": ("htpasswd", basic("alice", "secret")),
    "htpasswd-bcrypt": ("htpasswd", basic("bcrypt", "secret")),
    "htpasswd-sha": ("htpasswd", basic("sha", "secret")),
    "htpasswd-apr1": ("htpasswd", basic("apr1", "secret")),
    "htpasswd-plain": ("htpasswd", basic("plain", "secret")),
}
WRONG_AUTH = {
    "basic-none": ("basic", None),
    "basic-password": ("basic", basic("alice", "wrong")),
    "basic-user": ("basic", basic("eve", "secret")),
    "basic-empty": ("basic", ""),
    "basic-scheme": ("basic", "Bearer secret"),
    "basic-not-base64": ("basic", "Basic !!!"),
    "basic-no-colon": ("basic", "Basic " + base64.b64encode(b"alice").decode()),
    "bearer-none": ("bearer", None),
    "bearer-token": ("bearer", "Bearer token-two"),
    "bearer-prefix": ("bearer", "Bearer token-on"),
    "bearer-longer": ("bearer", "Bearer token-one1"),
    "bearer-no-scheme": ("bearer", "token-one"),
    "bearer-basic": ("bearer", basic("token-one", "")),
    "tokens-third": ("bearer_tokens", "Token third"),
    "tokens-scheme": ("bearer_tokens", "Bearer first"),
    "token-file": ("bearer_file", "Bearer token-one"),
    "htpasswd-bcrypt": ("htpasswd", basic("bcrypt", "wrong")),
    "htpasswd-none": ("htpasswd", None),
}

for _label, (_profile, _value) in RIGHT.items():

    @case(
        "H28",
        "right credentials ({label}) over HTTP are taken",
        profile=_profile,
        each={_label: {"value": _value}},
    )
    def http_right(server: Server, value: str) -> None:
        mark = otlp.mark()
        accepted(post(server, value, mark=mark), "traces", "proto")
        arrived(server.adapter, server.directory, "traces", mark)

    @case(
        "G23",
        "right credentials ({label}) over gRPC are taken",
        profile=_profile,
        each={_label: {"value": _value}},
    )
    def grpc_right(server: Server, value: str) -> None:
        ok(grpc(server, value))


for _label, (_profile, _wrong) in WRONG_AUTH.items():

    @case(
        "H28",
        "wrong credentials ({label}) over HTTP are answered 401 with a Status",
        profile=_profile,
        each={_label: {"value": _wrong}},
    )
    def http_wrong(server: Server, value: str | None) -> None:
        mark = otlp.mark()
        refused(post(server, value, mark=mark), 401, "proto")
        never_arrived(server.adapter, server.directory, "traces", mark)

    @case(
        "G23",
        "wrong credentials ({label}) over gRPC are UNAUTHENTICATED",
        profile=_profile,
        each={_label: {"value": _wrong}},
    )
    def grpc_wrong(server: Server, value: str | None) -> None:
        mark = otlp.mark()
        equal(grpc(server, value, mark=mark).code, "UNAUTHENTICATED", "code")
        never_arrived(server.adapter, server.directory, "traces", mark)


@case("H28", "a 401 to JSON is JSON", profile="basic")
def json_401(server: Server) -> None:
    refused(server.post("/v1/traces", b"{}", otlp.JSON), 401, "json")


@case(
    "H28",
    "a 401 to Basic carries WWW-Authenticate (RFC 9110, 11.6.1)",
    profile="basic",
    collector="sends none",
)
def challenge(server: Server) -> None:
    check(post(server, None).header("www-authenticate"), "no WWW-Authenticate")


@case("H28", "a wrong path without credentials does not say 404 before 401", profile="basic")
def path_before_auth(server: Server) -> None:
    one_of(server.post("/nothing", b"{}", otlp.JSON).status, (401, 404), "status")


@case("H28", "a large body without credentials is refused before it is read", profile="basic")
def early_401(server: Server) -> None:
    with server.http1(timeout=5) as client:
        client.send(head("POST", "/v1/traces", otlp.PROTO, 50 << 20))
        equal(client.response().status, 401, "status")


@case("G23", "the name of the credentials' header is case-insensitive over HTTP", profile="bearer")
def lower_header(server: Server) -> None:
    equal(post(server, "Bearer token-one", "authorization").status, 200, "status")


@case(
    "G23",
    "bearertokenauth with a header of its own ({protocol})",
    profile="bearer_header",
    each=named(PROTOCOLS, "protocol"),
)
def own_header(server: Server, protocol: str) -> None:
    if protocol == "http":
        equal(post(server, "k-1", "X-Api-Key").status, 200, "status")
        equal(post(server, "k-1").status, 401, "status of Authorization")
    else:
        ok(grpc(server, "k-1", "x-api-key"))
        equal(grpc(server, "k-1").code, "UNAUTHENTICATED", "code of authorization")


@case("H28", "neither passwords nor tokens are in the log", profile="basic")
def no_secret_in_log(server: Server) -> None:
    post(server, basic("alice", "secret-wrong-value"))
    grpc(server, basic("alice", "secret"))
    for secret in ("secret-wrong-value", "pa:ss", basic("alice", "secret")):
        check(secret not in server.log(), f"{secret!r} is in the log")


@case("H30", "a CORS preflight needs no credentials", profile="basic")
def preflight_without_auth(server: Server) -> None:
    with server.http1() as client:
        response = client.post(
            "/v1/traces",
            b"",
            None,
            ("Origin", "https://app.example"),
            ("Access-Control-Request-Method", "POST"),
            method="OPTIONS",
        )
    one_of(response.status, (200, 204), "status")
    equal(response.header("access-control-allow-origin"), "https://app.example", "origin")


@case("G23", "a token file that changes is read again", profile=None)
def token_file_change(launcher: Launcher) -> None:
    directory = launcher.new_directory("token-file")
    file = directory / "token"
    file.write_text("old-token")
    auth = {"auth": {"authenticator": "bearertokenauth"}}
    made = profile.Profile(
        grpc=auth, http=auth, extensions={"bearertokenauth": {"filename": str(file)}}
    )
    server = profile.launch(profile.Setup(directory, launcher.certificates), made, launcher)
    try:
        equal(post(server, "Bearer old-token").status, 200, "status of the old token")
        file.write_text("new-token")
        deadline = time.monotonic() + 10
        while post(server, "Bearer new-token").status != 200:
            check(time.monotonic() < deadline, "the new token is refused after 10 s")
            time.sleep(0.3)
        equal(post(server, "Bearer old-token").status, 401, "status of the old token then")
    finally:
        server.stop()
