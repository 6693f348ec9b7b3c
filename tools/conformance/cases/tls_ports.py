"""G34, H04: TLS, mutual TLS, renewed certificates, and socket files."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import time
from pathlib import Path

from cases.grpc_calls import TRACES, call, ok
from cases.http_basics import accepted
from suite import otlp, profile, tls
from suite.adapter import arrived, never_arrived
from suite.case import Failed, case, check, equal, named, one_of
from suite.certificates import Pair
from suite.http1 import connect, head
from suite.http2 import PREFACE, Ended, Http2, framed
from suite.server import Launcher, Server

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
V11 = ssl.TLSVersion.TLSv1_1
PROTOCOLS = ("grpc", "http")


def context(server: Server, protocol: str, **options: object) -> ssl.SSLContext:
    assert server.certificates is not None
    alpn = ("h2",) if protocol == "grpc" else ("http/1.1",)
    return tls.client(server.certificates, alpn=alpn, **options)  # type: ignore[arg-type]


def sends(server: Server, protocol: str, made: ssl.SSLContext, mark: str | None = None) -> None:
    """One request over TLS that must be taken."""
    body = otlp.body("traces", "proto", mark or otlp.mark())
    if protocol == "grpc":
        with server.http2(tls=made) as client:
            ok(client.call(TRACES, framed(body)))
        return
    with server.http1(tls=made) as client:
        accepted(client.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


def is_refused(server: Server, protocol: str, made: ssl.SSLContext) -> None:
    """The same request must fail on the TLS level, at the latest when an answer is read."""
    mark = otlp.mark()
    try:
        sends(server, protocol, made, mark)
    except (OSError, Ended):
        never_arrived(server.adapter, server.directory, "traces", mark)
        return
    except Failed as problem:
        check("connection" in str(problem), str(problem))
        return
    raise Failed("the server took the request")


def serves_tls(server: Server, protocol: str) -> None:
    sends(server, protocol, context(server, protocol))


@case(
    "G34",
    "{protocol} over TLS is taken and arrives",
    profile="tls",
    each=named(PROTOCOLS, "protocol"),
)
def tls_plain(server: Server, protocol: str) -> None:
    mark = otlp.mark()
    sends(server, protocol, context(server, protocol), mark)
    arrived(server.adapter, server.directory, "traces", mark)


@case(
    "G34",
    "{protocol} over TLS takes version {version}",
    profile="tls",
    each={
        f"{protocol}-{version.name}": {"protocol": protocol, "version": version}
        for protocol in PROTOCOLS
        for version in (V12, V13)
    },
)
def tls_version(server: Server, protocol: str, version: ssl.TLSVersion) -> None:
    sends(server, protocol, context(server, protocol, version=version))


@case(
    "G34",
    "{protocol} over TLS refuses version 1.1 by default",
    profile="tls",
    each=named(PROTOCOLS, "protocol"),
)
def tls_old(server: Server, protocol: str) -> None:
    is_refused(server, protocol, context(server, protocol, version=V11))


@case(
    "G34",
    "min_version 1.3: {protocol} with TLS 1.2 is refused",
    profile="tls13",
    each=named(PROTOCOLS, "protocol"),
)
def min_version(server: Server, protocol: str) -> None:
    sends(server, protocol, context(server, protocol, version=V13))
    is_refused(server, protocol, context(server, protocol, version=V12))


@case(
    "G34",
    "max_version 1.2: {protocol} with TLS 1.3 is refused",
    profile="tls12",
    each=named(PROTOCOLS, "protocol"),
)
def max_version(server: Server, protocol: str) -> None:
    sends(server, protocol, context(server, protocol, version=V12))
    is_refused(server, protocol, context(server, protocol, version=V13))


@case(
    "G34",
    "cert_pem and key_pem: {protocol} is taken",
    profile="tls_pem",
    each=named(PROTOCOLS, "protocol"),
)
def tls_pem(server: Server, protocol: str) -> None:
    serves_tls(server, protocol)


@case("G34", "ALPN on the gRPC port is h2", profile="tls")
def alpn_grpc(server: Server) -> None:
    with server.http2(tls=context(server, "grpc")) as client:
        equal(client.protocol, "h2", "protocol")


@case("H04", "ALPN on the HTTP port: http/1.1 is chosen when it alone is offered", profile="tls")
def alpn_http1(server: Server) -> None:
    serves_tls(server, "http")


@case("H04", "a client without ALPN gets HTTP/1.1", profile="tls")
def no_alpn(server: Server) -> None:
    assert server.certificates is not None
    sends(server, "http", tls.client(server.certificates))


@case(
    "H04",
    "over TLS the HTTP port speaks HTTP/2 to who offers h2 (MAY; the Collector does)",
    profile="tls",
)
def alpn_http2(server: Server) -> None:
    assert server.certificates is not None and server.http is not None
    made = tls.client(server.certificates, alpn=("h2", "http/1.1"))
    with Http2(server.http, made) as client:
        if client.protocol != "h2":
            sends(server, "http", tls.client(server.certificates, alpn=("h2", "http/1.1")))
            raise Failed(f"ALPN chose {client.protocol}")
        body = otlp.body("traces", "proto", otlp.mark())
        stream = client.open(
            [
                (":method", "POST"),
                (":scheme", "https"),
                (":path", "/v1/traces"),
                (":authority", "localhost"),
                ("content-type", otlp.PROTO),
            ]
        )
        client.data(stream, body)
        equal(client.answer(stream).headers.get(":status"), "200", "status")


@case(
    "H04", "a client that offers h2 and http/1.1 is served in the one that is chosen", profile="tls"
)
def alpn_fallback(server: Server) -> None:
    assert server.certificates is not None and server.http is not None
    made = tls.client(server.certificates, alpn=("http/1.1", "h2"))
    with socket.create_connection(server.http, 10) as raw:  # type: ignore[arg-type]
        with made.wrap_socket(raw, server_hostname="localhost") as wrapped:
            one_of(wrapped.selected_alpn_protocol(), ("h2", "http/1.1"), "protocol")


@case(
    "G34",
    "plaintext to the TLS port of {protocol} is refused and harms nobody",
    profile="tls",
    each=named(PROTOCOLS, "protocol"),
)
def plaintext_to_tls(server: Server, protocol: str) -> None:
    address = server.grpc if protocol == "grpc" else server.http
    assert address is not None
    with connect(address, 5) as raw:
        if protocol == "grpc":
            raw.sendall(PREFACE + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        else:
            raw.sendall(head("POST", "/v1/traces", otlp.PROTO, 0))
        try:
            got = raw.recv(100)
        except ConnectionResetError:
            got = b""
        check(b" 200 " not in got, f"answered {got!r}")
    serves_tls(server, protocol)


@case(
    "G34",
    "TLS to the plaintext port of {protocol} is refused and harms nobody",
    each=named(PROTOCOLS, "protocol"),
)
def tls_to_plaintext(server: Server, protocol: str) -> None:
    is_refused(server, protocol, context(server, protocol))
    equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


@case(
    "G34",
    "a TLS handshake that stops in the middle does not hold up others ({protocol})",
    profile="tls",
    each=named(PROTOCOLS, "protocol"),
)
def half_handshake(server: Server, protocol: str) -> None:
    address = server.grpc if protocol == "grpc" else server.http
    assert address is not None
    held = [connect(address, 5) for _ in range(30)]
    try:
        for raw in held:
            raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        serves_tls(server, protocol)
    finally:
        for raw in held:
            raw.close()


@case(
    "G34",
    "mutual TLS: {protocol} with the right certificate is taken",
    profile="mtls",
    each=named(PROTOCOLS, "protocol"),
)
def mutual(server: Server, protocol: str) -> None:
    mark = otlp.mark()
    sends(server, protocol, identified(server, protocol, "client"), mark)
    arrived(server.adapter, server.directory, "traces", mark)


WRONG = {
    f"{protocol}-{who}": {"protocol": protocol, "who": who}
    for protocol in PROTOCOLS
    for who in ("nobody", "unknown", "expired")
}


@case(
    "G34", "mutual TLS: {protocol} with {who}'s certificate is refused", profile="mtls", each=WRONG
)
def mutual_wrong(server: Server, protocol: str, who: str) -> None:
    made = context(server, protocol) if who == "nobody" else identified(server, protocol, who)
    is_refused(server, protocol, made)


def identified(server: Server, protocol: str, who: str) -> ssl.SSLContext:
    pair: Pair = getattr(server.certificates, who)
    return context(server, protocol, identity=pair)


@case(
    "G34",
    "mutual TLS: plaintext is refused too ({protocol})",
    profile="mtls",
    each=named(PROTOCOLS, "protocol"),
)
def mutual_plain(server: Server, protocol: str) -> None:
    mark = otlp.mark()
    body = otlp.body("traces", "proto", mark)
    try:
        if protocol == "grpc":
            check(call(server, framed(body)).code != "OK", "taken")
        else:
            check(server.post("/v1/traces", body, otlp.PROTO).status != 200, "taken")
    except (Failed, OSError, Ended) as problem:
        check("taken" not in str(problem), "the server took plaintext")
    never_arrived(server.adapter, server.directory, "traces", mark)


@case(
    "G34",
    "reload_interval: a renewed certificate is used without a restart ({protocol})",
    profile=None,
    each=named(PROTOCOLS, "protocol"),
)
def reload(launcher: Launcher, protocol: str) -> None:
    directory = launcher.new_directory("reload")
    made = launcher.certificates
    cert, key = directory / "live.crt", directory / "live.key"
    shutil.copy(made.server.cert, cert)
    shutil.copy(made.server.key, key)
    setup = profile.Setup(directory, made)
    keys = {"tls": {"cert_file": str(cert), "key_file": str(key), "reload_interval": "1s"}}
    server = profile.launch(setup, profile.Profile(grpc=keys, http=keys), launcher)
    try:
        before = serial(server, protocol)
        renewed = made.authority.issue(f"renewed-{protocol}", server=True)
        replace(renewed.key, key)
        replace(renewed.cert, cert)
        deadline = time.monotonic() + 15
        while serial(server, protocol) == before:
            check(time.monotonic() < deadline, "the old certificate is still used after 15 s")
            time.sleep(0.5)
        serves_tls(server, protocol)
    finally:
        server.stop()


def replace(source: Path, target: Path) -> None:
    """As certificate renewers do it: written beside, then renamed."""
    beside = target.with_suffix(".new")
    shutil.copy(source, beside)
    os.replace(beside, target)


def serial(server: Server, protocol: str) -> str:
    address = server.grpc if protocol == "grpc" else server.http
    assert address is not None
    wrapped = context(server, protocol).wrap_socket(connect(address), server_hostname="localhost")
    with wrapped:
        found = wrapped.getpeercert()
    assert found is not None
    return str(found["serialNumber"])


@case(
    "G34",
    "a broken certificate file at reload leaves the old one in use",
    profile=None,
    collector="refuses handshakes until the file is right",
)
def broken_reload(launcher: Launcher) -> None:
    directory = launcher.new_directory("broken-reload")
    made = launcher.certificates
    cert, key = directory / "live.crt", directory / "live.key"
    shutil.copy(made.server.cert, cert)
    shutil.copy(made.server.key, key)
    setup = profile.Setup(directory, made)
    keys = {"tls": {"cert_file": str(cert), "key_file": str(key), "reload_interval": "500ms"}}
    server = profile.launch(setup, profile.Profile(grpc=keys, http=keys), launcher)
    try:
        cert.write_text("not a certificate")
        time.sleep(1.5)
        serves_tls(server, "http")
        serves_tls(server, "grpc")
    finally:
        server.stop()


@case(
    "G34",
    "client_ca_file_reload: a new client authority is trusted without a restart",
    profile=None,
)
def client_ca_reload(launcher: Launcher) -> None:
    directory = launcher.new_directory("ca-reload")
    made = launcher.certificates
    ca = directory / "clients.pem"
    shutil.copy(made.ca, ca)
    setup = profile.Setup(directory, made)
    keys = setup.tls(client_ca_file=str(ca), client_ca_file_reload=True)
    server = profile.launch(setup, profile.Profile(grpc=keys, http=keys), launcher)
    try:
        stranger = context(server, "http", identity=made.unknown)
        is_refused(server, "http", stranger)
        replace(made.stranger.cert, ca)
        deadline = time.monotonic() + 15
        while True:
            try:
                sends(server, "http", context(server, "http", identity=made.unknown))
                return
            except (OSError, Failed):
                check(time.monotonic() < deadline, "the new authority is not trusted after 15 s")
                time.sleep(0.5)
    finally:
        server.stop()


@case("G34", "gRPC over a unix socket is taken and arrives", profile="unix")
def unix_grpc(server: Server) -> None:
    mark = otlp.mark()
    ok(call(server, framed(otlp.body("traces", "proto", mark))))
    arrived(server.adapter, server.directory, "traces", mark)


@case(
    "G34",
    "HTTP over a unix socket is taken ({encoding})",
    profile="unix",
    each=named(otlp.TYPES, "encoding"),
)
def unix_http(server: Server, encoding: str) -> None:
    body = otlp.body("traces", encoding, otlp.mark())
    accepted(server.post("/v1/traces", body, otlp.TYPES[encoding]), "traces", encoding)


@case("G34", "a unix socket serves 20 clients at once", profile="unix")
def unix_many(server: Server) -> None:
    clients = [server.http1() for _ in range(20)]
    try:
        for client in clients:
            body = otlp.body("traces", "proto", otlp.mark())
            client.send(head("POST", "/v1/traces", otlp.PROTO, len(body)) + body)
        for client in clients:
            equal(client.response().status, 200, "status")
    finally:
        for client in clients:
            client.close()


@case("G34", "the socket file is gone after a stop, and a start after that works", profile=None)
def unix_restart(launcher: Launcher) -> None:
    for _ in range(2):
        directory = launcher.new_directory("unix-restart")
        setup = profile.Setup(directory, launcher.certificates)
        setup.grpc = str(launcher.directory / "again.sock")
        made = profile.Profile(grpc={"transport": "unix"}, http={})
        server = profile.launch(setup, made, launcher)
        try:
            ok(call(server, framed(b"")))
        finally:
            equal(server.stop(), 0, "exit status")
        check(not Path(setup.grpc).exists(), "the socket file is left behind")
