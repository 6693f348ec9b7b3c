"""X05, X07-X09: start, stop and reload by signals; extension ports; T: telemetry."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from cases.config_values import base, limit_of, started
from cases.grpc_calls import TRACES, export, ok
from cases.http_basics import accepted
from suite import otlp, profile
from suite.adapter import arrived
from suite.case import Failed, Skipped, case, check, equal, named, one_of
from suite.http1 import connect, head
from suite.http2 import framed
from suite.server import Launcher, Server, free_port

STOP_SECONDS = 20.0


@contextmanager
def running(launcher: Launcher, name: str) -> Iterator[Server]:
    """A default server of the case's own; killed if the case leaves it running."""
    setup = profile.Setup(launcher.new_directory(name), launcher.certificates)
    server = profile.launch(setup, profile.default(setup), launcher)
    try:
        yield server
    finally:
        server.kill()


@case(
    "X07",
    "{name} ends the process with exit status 0",
    profile=None,
    each=named(("SIGTERM", "SIGINT"), "name"),
)
def stops(launcher: Launcher, name: str) -> None:
    with running(launcher, name) as server:
        equal(server.stop(signal.Signals[name], STOP_SECONDS), 0, "exit status")


@case(
    "X07",
    "SIGTERM after traffic, with idle connections open, ends with exit status 0",
    profile=None,
)
def stops_after_traffic(launcher: Launcher) -> None:
    with running(launcher, "traffic") as server, server.http1() as http, server.http2() as grpc:
        for signal_name in otlp.SIGNALS:
            message = otlp.request(signal_name, otlp.mark())
            whole = message.SerializeToString()
            ok(grpc.call(otlp.METHODS[signal_name], framed(whole)), signal_name)
            accepted(http.post(otlp.PATHS[signal_name], whole, otlp.PROTO), signal_name, "proto")
        equal(server.stop(within=STOP_SECONDS), 0, "exit status")


@case(
    "X07",
    "SIGTERM with half a request on each port ends with exit status 0",
    profile=None,
    collector="waits for the unfinished gRPC call without a limit",
)
def stops_with_halves(launcher: Launcher) -> None:
    with running(launcher, "halves") as server, server.http1() as http, server.http2() as grpc:
        http.send(head("POST", "/v1/traces", otlp.PROTO, 1_000) + b"\x0a")
        grpc.data(grpc.start(TRACES), framed(b"abcdef")[:7], end_stream=False)
        time.sleep(0.3)
        equal(server.stop(within=25), 0, "exit status")


@case(
    "X07",
    "a request under way at SIGTERM is answered, or refused retryably ({protocol})",
    profile=None,
    each=named(("http", "grpc"), "protocol"),
)
def under_way(launcher: Launcher, protocol: str) -> None:
    mark = otlp.mark()
    body = otlp.body("traces", "proto", mark)
    with running(launcher, "under-way") as server:
        if protocol == "http":
            with server.http1() as client:
                client.send(head("POST", "/v1/traces", otlp.PROTO, len(body)) + body[:10])
                time.sleep(0.3)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                client.send(body[10:])
                one_of(client.response().status, (200, 503), "status")
        else:
            whole = framed(body)
            with server.http2() as client2:
                stream = client2.start(TRACES)
                client2.data(stream, whole[:10], end_stream=False)
                time.sleep(0.3)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                client2.data(stream, whole[10:])
                one_of(client2.answer(stream).code, ("OK", "UNAVAILABLE"), "code")
        equal(server.stop(within=STOP_SECONDS), 0, "exit status")


@case(
    "X07",
    "under load, SIGTERM ends with exit status 0 and refuses only retryably",
    profile=None,
)
def under_load(launcher: Launcher) -> None:
    statuses: list[int] = []
    halt = threading.Event()

    def send(server: Server) -> None:
        while not halt.is_set():
            try:
                with server.http1(timeout=10) as client:
                    for _ in range(20):
                        body = otlp.body("traces", "proto", otlp.mark())
                        statuses.append(client.post("/v1/traces", body, otlp.PROTO).status)
            except (OSError, Failed):
                if server.process.poll() is not None:
                    return

    with running(launcher, "load") as server:
        threads = [threading.Thread(target=send, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        status = server.stop(within=STOP_SECONDS)
        halt.set()
        for thread in threads:
            thread.join(15)
    equal(status, 0, "exit status")
    check(statuses and set(statuses) <= {200, 503, 429}, f"statuses {sorted(set(statuses))}")


@case("X07", "a stopping server says GOAWAY to its gRPC clients", profile=None)
def goaway_at_stop(launcher: Launcher) -> None:
    with running(launcher, "goaway") as server, server.http2() as client:
        ok(client.call(TRACES, framed(b"")))
        server.process.send_signal(signal.SIGTERM)
        check(client.goaway(10) is not None, "no GOAWAY")
        equal(client.goaways[0].error_code, 0, "error code")


@case("X07", "after the stop nothing listens, and a restart on the same ports works", profile=None)
def restarts(launcher: Launcher) -> None:
    setup, document = base(launcher, "restart")
    for _ in range(2):
        server = launcher.start([document], setup.directory)
        try:
            profile.ready(server, setup)
            accepted(server.post("/v1/traces", b"", otlp.PROTO), "traces", "proto")
            equal(server.stop(within=STOP_SECONDS), 0, "exit status")
            for address in (server.grpc, server.http, server.health):
                check(not listens(address), f"{address} is still open")
        finally:
            server.kill()


def listens(address: Any) -> bool:
    try:
        connect(address, 2).close()
        return True
    except OSError:
        return False


@case("X07", "SIGTERM right after the start ends the process soon", profile=None)
def stops_early(launcher: Launcher) -> None:
    setup, document = base(launcher, "early")
    server = launcher.start([document], setup.directory)
    try:
        time.sleep(0.15)
        check(server.stop(within=STOP_SECONDS) is not None, "still running")
    finally:
        server.kill()


@case("X08", "SIGHUP reloads the file: a changed limit holds", profile=None)
def reloads(launcher: Launcher) -> None:
    setup, document = base(launcher, "reload", max_request_body_size=500)
    with started(launcher, [document], setup) as server:
        limit_of(server, 500)
        http = document["receivers"]["otlp"]["protocols"]["http"]
        http["max_request_body_size"] = 1_000
        (setup.directory / "config-0.yaml").write_text(yaml.safe_dump(document))
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 15
        while True:
            try:
                limit_of(server, 1_000)
                return
            except (Failed, OSError):
                check(time.monotonic() < deadline, "the old limit holds after 15 s")
                time.sleep(0.5)


@case("X08", "SIGHUP with an unchanged file keeps serving", profile=None)
def reloads_same(launcher: Launcher) -> None:
    with running(launcher, "same") as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(2)
        equal(server.process.poll(), None, "exit status")
        accepted(server.post("/v1/traces", b"", otlp.PROTO), "traces", "proto")
        equal(server.stop(within=STOP_SECONDS), 0, "exit status")


@case(
    "X08",
    "SIGHUP with a broken file keeps serving with the old one",
    profile=None,
    collector="ends",
)
def reloads_broken(launcher: Launcher) -> None:
    setup, document = base(launcher, "broken")
    with started(launcher, [document], setup) as server:
        (setup.directory / "config-0.yaml").write_text("receivers: [")
        server.process.send_signal(signal.SIGHUP)
        time.sleep(2)
        equal(server.process.poll(), None, "exit status")
        accepted(server.post("/v1/traces", b"", otlp.PROTO), "traces", "proto")


@case("X05", "without endpoints the ports are 4317 and 4318 of localhost", profile=None)
def default_ports(launcher: Launcher) -> None:
    for port in (4317, 4318):
        if listens(("127.0.0.1", port)):
            raise Skipped(f"port {port} is in use here")
    setup, document = base(launcher, "default-ports")
    document["receivers"]["otlp"] = {"protocols": {"grpc": None, "http": None}}
    setup.grpc, setup.http = "127.0.0.1:4317", "127.0.0.1:4318"
    with started(launcher, [document], setup) as server:
        ok(export(server, otlp.request("traces", otlp.mark())))
        accepted(server.post("/v1/traces", b"", otlp.PROTO), "traces", "proto")


@case("X05", "an IPv6 endpoint is listened on", profile=None)
def ipv6(launcher: Launcher) -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError as problem:
        raise Skipped("no IPv6 here") from problem
    setup, document = base(launcher, "ipv6")
    port = free_port()
    document["receivers"]["otlp"]["protocols"]["http"]["endpoint"] = f"[::1]:{port}"
    server = launcher.start([document], setup.directory)
    try:
        profile.ready(server, setup, http=False)
        server.http = ("::1", port)
        accepted(server.post("/v1/traces", b"", otlp.PROTO), "traces", "proto")
    finally:
        server.stop()


@case("X09", "what was answered 200 just before SIGTERM is stored", profile=None)
def stored_before_stop(launcher: Launcher) -> None:
    mark = otlp.mark()
    setup, document = base(launcher, "stored")
    server = launcher.start([document], setup.directory)
    try:
        profile.ready(server, setup)
        body = otlp.body("traces", "proto", mark, items=500)
        accepted(server.post("/v1/traces", body, otlp.PROTO), "traces", "proto")
        equal(server.stop(within=STOP_SECONDS), 0, "exit status")
        server = launcher.start([document], setup.directory)
        profile.ready(server, setup)
        arrived(server.adapter, server.directory, "traces", mark, 500)
    finally:
        server.stop()


@case("T01", "health_check answers 200 at /")
def health(server: Server) -> None:
    assert server.health is not None
    equal(server.get(server.health, "/").status, 200, "status")


@case("T01", "health_check serves its path and response_body", profile=None)
def health_path(launcher: Launcher) -> None:
    setup, document = base(launcher, "health")
    document["extensions"]["health_check"].update(
        path="/health/status", response_body={"healthy": "fine", "unhealthy": "not"}
    )
    server = launcher.start([document], setup.directory)
    try:
        address: Any = profile.address(setup.health)
        deadline = time.monotonic() + 30
        while (answer := server.get(address, "/health/status")).status != 200:
            check(
                time.monotonic() < deadline and server.process.poll() is None, server.log()[-300:]
            )
            time.sleep(0.1)
        equal(answer.body, b"fine", "body")
        equal(server.get(address, "/").status, 404, "status of /")
    finally:
        server.stop()


@case("T01", "healthcheckv2 answers 200 at /status", profile=None)
def health_v2(launcher: Launcher) -> None:
    setup, document = base(launcher, "health-v2")
    port = free_port()
    keys = {"use_v2": True, "http": {"endpoint": f"127.0.0.1:{port}"}}
    document["extensions"]["healthcheckv2"] = keys
    document["service"]["extensions"].append("healthcheckv2")
    with started(launcher, [document], setup) as server:
        answer = server.get(("127.0.0.1", port), "/status")
        equal(answer.status, 200, "status")
        check(json.loads(answer.body).get("healthy"), f"body {answer.body!r}")


@case("T01", "zpages serves servicez and pipelinez", profile=None)
def zpages(launcher: Launcher) -> None:
    setup, document = base(launcher, "zpages")
    port = free_port()
    document["extensions"]["zpages"] = {"endpoint": f"127.0.0.1:{port}"}
    document["service"]["extensions"].append("zpages")
    with started(launcher, [document], setup) as server:
        for page in ("servicez", "pipelinez"):
            equal(
                server.get(("127.0.0.1", port), f"/debug/{page}").status, 200, f"status of {page}"
            )


ITEMS = {"traces": "spans", "logs": "log_records", "metrics": "metric_points"}
COUNTED = {
    f"{signal_name}-{transport}": {"signal_name": signal_name, "transport": transport}
    for signal_name in otlp.SIGNALS
    for transport in ("grpc", "http")
}


def count(server: Server, name: str, **labels: str) -> float:
    """The sum of the samples of that name that have those labels."""
    found = 0.0
    for sample, value in server.counters().items():
        family, _, rest = sample.partition("{")
        if family == name and all(f'{key}="{one}"' in rest for key, one in labels.items()):
            found += value
    return found


@case(
    "T02", "otelcol_receiver_accepted of {signal_name} over {transport} counts items", each=COUNTED
)
def accepted_items(server: Server, signal_name: str, transport: str) -> None:
    name = f"otelcol_receiver_accepted_{ITEMS[signal_name]}"
    before = count(server, name, receiver="otlp", transport=transport)
    message = otlp.request(signal_name, otlp.mark(), 7)
    if transport == "grpc":
        ok(export(server, message, signal_name), signal_name)
    else:
        server.post(otlp.PATHS[signal_name], message.SerializeToString(), otlp.PROTO)
    after = count(server, name, receiver="otlp", transport=transport)
    equal(after - before, 7.0, name)


@case("T02", "the same name with _total is served too", collector="serves one spelling")
def with_total(server: Server) -> None:
    ok(export(server, otlp.request("traces", otlp.mark())))
    check(count(server, "otelcol_receiver_accepted_spans_total", receiver="otlp") > 0, "no sample")


@case("T02", "otelcol_receiver_refused_spans exists, at 0, once spans came")
def refused_exists(server: Server) -> None:
    ok(export(server, otlp.request("traces", otlp.mark())))
    names = {sample.partition("{")[0] for sample in server.counters()}
    check("otelcol_receiver_refused_spans" in names, "no such sample")
    equal(count(server, "otelcol_receiver_refused_spans"), 0.0, "refused")


@case("T02", "an empty request counts nothing")
def empty_counts_nothing(server: Server) -> None:
    before = count(server, "otelcol_receiver_accepted_spans", transport="http")
    server.post("/v1/traces", b"", otlp.PROTO)
    equal(count(server, "otelcol_receiver_accepted_spans", transport="http"), before, "accepted")


@case("T02", "what a full memory_limiter refuses is counted as refused", profile="full_memory")
def refused_counts(server: Server) -> None:
    time.sleep(0.5)
    export(server, otlp.request("traces", otlp.mark(), 5))
    check(count(server, "otelcol_receiver_refused_spans", transport="grpc") >= 5, "not counted")


@case("T02", "otelcol_exporter_sent_spans counts stored spans")
def sent(server: Server) -> None:
    before = count(server, "otelcol_exporter_sent_spans")
    mark = otlp.mark()
    ok(export(server, otlp.request("traces", mark, 4)))
    arrived(server.adapter, server.directory, "traces", mark, 4)
    deadline = time.monotonic() + 5
    while count(server, "otelcol_exporter_sent_spans") - before < 4:
        check(time.monotonic() < deadline, "not counted after 5 s")
        time.sleep(0.2)


PROCESS = (
    "otelcol_process_uptime",
    "otelcol_process_cpu_seconds",
    "otelcol_process_memory_rss",
    "otelcol_process_runtime_heap_alloc_bytes",
    "otelcol_process_runtime_total_alloc_bytes",
    "otelcol_process_runtime_total_sys_memory_bytes",
)


@case("T03", "{name} is served and positive", each=named(PROCESS, "name"))
def process_metric(server: Server, name: str) -> None:
    check(count(server, name) > 0, "no such sample, or 0")


@case("T03", "target_info names the service")
def target_info(server: Server) -> None:
    samples = [one for one in server.counters() if one.startswith("target_info")]
    check(samples and "service_name=" in samples[0], f"samples {samples}")


@case("T03", "/metrics is Prometheus text")
def metrics_type(server: Server) -> None:
    assert server.metrics is not None
    answer = server.get(server.metrics, "/metrics")
    equal(answer.status, 200, "status")
    check((answer.header("content-type") or "").startswith("text/plain"), "Content-Type")


@case("T03", "requests refused before they are decoded are counted", collector="counts none")
def refused_early(server: Server) -> None:
    before = sum(value for name, value in server.counters().items() if "refused" in name)
    server.post("/v1/traces", b"\xff\xff", otlp.PROTO)
    after = sum(value for name, value in server.counters().items() if "refused" in name)
    check(after > before, "no counter of refusals moved")
