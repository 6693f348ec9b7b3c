"""H30: cross-origin requests, as browsers make them."""

from __future__ import annotations

from cases.http_basics import accepted
from suite import otlp
from suite.case import case, check, equal, one_of
from suite.http1 import Response
from suite.server import Server

ORIGIN = "https://app.example"


def preflight(
    server: Server, origin: str, headers: str | None = None, method: str = "POST"
) -> Response:
    fields = [("Origin", origin), ("Access-Control-Request-Method", method)]
    if headers is not None:
        fields.append(("Access-Control-Request-Headers", headers))
    with server.http1() as client:
        return client.post("/v1/traces", b"", None, *fields, method="OPTIONS", length=False)


def words(response: Response, name: str) -> list[str]:
    return [one.strip().lower() for one in ",".join(response.all(name)).split(",") if one.strip()]


ORIGINS = {
    "exact": {"origin": ORIGIN, "allowed": True},
    "wildcard": {"origin": "https://a.wild.example", "allowed": True},
    "wildcard-deep": {"origin": "https://a.b.wild.example", "allowed": True},
    "other": {"origin": "https://evil.example", "allowed": False},
    "other-scheme": {"origin": "http://app.example", "allowed": False},
    "suffix": {"origin": "https://app.example.evil.example", "allowed": False},
    "wildcard-bare": {"origin": "https://wild.example", "allowed": False},
    "port": {"origin": "https://app.example:8443", "allowed": False},
    "null": {"origin": "null", "allowed": False},
}


@case("H30", "a preflight from {origin}: allowed {allowed}", profile="cors", each=ORIGINS)
def preflight_origin(server: Server, origin: str, allowed: bool) -> None:
    response = preflight(server, origin)
    one_of(response.status, (200, 204), "status")
    got = response.header("access-control-allow-origin")
    equal(got, origin if allowed else None, "Access-Control-Allow-Origin")


@case(
    "H30",
    "a request from {origin}: the answer is {allowed} for its page",
    profile="cors",
    each=ORIGINS,
)
def request_origin(server: Server, origin: str, allowed: bool) -> None:
    body = otlp.body("traces", "json", otlp.mark())
    response = server.post("/v1/traces", body, otlp.JSON, ("Origin", origin))
    accepted(response, "traces", "json")
    got = response.header("access-control-allow-origin")
    equal(got, origin if allowed else None, "Access-Control-Allow-Origin")


@case("H30", "a preflight names POST, max_age, credentials and Vary: Origin", profile="cors")
def preflight_fields(server: Server) -> None:
    response = preflight(server, ORIGIN)
    check("post" in words(response, "access-control-allow-methods"), "POST is not allowed")
    equal(response.header("access-control-max-age"), "7200", "Access-Control-Max-Age")
    equal(response.header("access-control-allow-credentials"), "true", "credentials")
    check("origin" in words(response, "vary"), f"Vary: {response.all('vary')}")


@case(
    "H30",
    "a preflight for {label}",
    profile="cors",
    each={
        "a-configured-header": {"headers": "x-custom", "allowed": True},
        "two-configured-headers": {"headers": "authorization,x-custom", "allowed": True},
        "another-header": {"headers": "x-other", "allowed": False},
    },
)
def preflight_headers(server: Server, headers: str, allowed: bool) -> None:
    response = preflight(server, ORIGIN, headers)
    granted = words(response, "access-control-allow-headers")
    asked = headers.split(",")
    equal(set(asked) <= set(granted), allowed, f"allowed headers {granted}")


@case("H30", "content-type can be asked for when allowed_headers is not set", profile="cors_plain")
def default_headers(server: Server) -> None:
    response = preflight(server, ORIGIN, "content-type")
    equal(response.header("access-control-allow-origin"), ORIGIN, "origin")
    check("content-type" in words(response, "access-control-allow-headers"), "not allowed")


@case("H30", "x-requested-with is allowed by default, x-other is not", profile="cors_plain")
def default_other_header(server: Server) -> None:
    allowed = words(preflight(server, ORIGIN, "x-requested-with"), "access-control-allow-headers")
    check("x-requested-with" in allowed, f"allowed headers {allowed}")
    refused = words(preflight(server, ORIGIN, "x-other"), "access-control-allow-headers")
    check("x-other" not in refused, f"allowed headers {refused}")


@case(
    "H30", "exposed_headers are named on an answer, and response_headers are there", profile="cors"
)
def exposed(server: Server) -> None:
    body = otlp.body("traces", "json", otlp.mark())
    response = server.post("/v1/traces", body, otlp.JSON, ("Origin", ORIGIN))
    equal(words(response, "access-control-expose-headers"), ["x-shown"], "exposed headers")
    equal(response.header("x-shown"), "yes", "X-Shown")
    equal(response.header("access-control-allow-credentials"), "true", "credentials")
    check("origin" in words(response, "vary"), f"Vary: {response.all('vary')}")


@case("H30", "an error can be read by the page too", profile="cors")
def error_answer(server: Server) -> None:
    response = server.post("/v1/traces", b"x", otlp.JSON, ("Origin", ORIGIN))
    equal(response.status, 400, "status")
    equal(response.header("access-control-allow-origin"), ORIGIN, "origin")


@case("H30", "allowed_origins [*] allows any origin", profile="cors_any")
def any_origin(server: Server) -> None:
    response = preflight(server, "https://anything.example", "x-anything")
    one_of(
        response.header("access-control-allow-origin"), ("*", "https://anything.example"), "origin"
    )
    allowed = words(response, "access-control-allow-headers")
    check("x-anything" in allowed or "*" in allowed, f"allowed headers {allowed}")


@case("H30", "without cors a preflight is no cross-origin permission")
def no_cors(server: Server) -> None:
    equal(preflight(server, ORIGIN).header("access-control-allow-origin"), None, "origin")


@case("H30", "without cors a request with an Origin is taken like any other")
def no_cors_request(server: Server) -> None:
    body = otlp.body("traces", "json", otlp.mark())
    response = server.post("/v1/traces", body, otlp.JSON, ("Origin", ORIGIN))
    accepted(response, "traces", "json")
    equal(response.header("access-control-allow-origin"), None, "origin")


@case("H30", "OPTIONS without Access-Control-Request-Method is no preflight: 405", profile="cors")
def no_preflight(server: Server) -> None:
    with server.http1() as client:
        response = client.post("/v1/traces", b"", None, ("Origin", ORIGIN), method="OPTIONS")
    equal(response.status, 405, "status")
