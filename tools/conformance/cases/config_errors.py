"""C06-C07: configurations that must stop the start, naming what is wrong; validation."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from cases.config_values import base
from suite.case import Failed, case, check, equal, named
from suite.profile import Setup, address
from suite.server import Launcher, Server

Yaml = dict[str, Any]
Change = Callable[[Yaml, Setup], Any]

EXIT_SECONDS = 30.0


def protocols(document: Yaml) -> Yaml:
    found: Yaml = document["receivers"]["otlp"]["protocols"]
    return found


def http(document: Yaml) -> Yaml:
    found: Yaml = protocols(document)["http"]
    return found


def grpc(document: Yaml) -> Yaml:
    found: Yaml = protocols(document)["grpc"]
    return found


def traces(document: Yaml) -> Yaml:
    found: Yaml = document["service"]["pipelines"]["traces"]
    return found


def use(document: Yaml, processor: str, keys: Any) -> None:
    document["processors"] = {processor: keys}
    traces(document)["processors"] = [processor]


def no_pipelines(document: Yaml) -> None:
    document["service"]["pipelines"] = {}


# label -> (change, a word that the message must hold)
ERRORS: dict[str, tuple[Change, str]] = {
    "unknown-key": (lambda d, s: http(d).update(nosuch=1), "nosuch"),
    "unknown-key-grpc": (lambda d, s: grpc(d).update(max_recv_msg_size=1), "max_recv_msg_size"),
    "unknown-key-nested": (
        lambda d, s: grpc(d).update(keepalive={"server_parameters": {"max_age": "1s"}}),
        "max_age",
    ),
    "unknown-protocol": (lambda d, s: protocols(d).update(thrift={}), "thrift"),
    "unknown-top-level": (lambda d, s: d.update(nosuch={}), "nosuch"),
    "unknown-service-key": (lambda d, s: d["service"].update(nosuch={}), "nosuch"),
    "unknown-pipeline-key": (lambda d, s: traces(d).update(nosuch=[]), "nosuch"),
    "unknown-receiver-type": (lambda d, s: d["receivers"].update(nosuch={}), "nosuch"),
    "unknown-exporter-type": (lambda d, s: d["exporters"].update(nosuch={}), "nosuch"),
    "unknown-processor-type": (lambda d, s: use(d, "nosuch", {}), "nosuch"),
    "unknown-extension-type": (lambda d, s: d["extensions"].update(nosuch={}), "nosuch"),
    "undefined-receiver": (lambda d, s: traces(d).update(receivers=["otlp/2"]), "otlp/2"),
    "undefined-exporter": (lambda d, s: traces(d).update(exporters=["debug/2"]), "debug/2"),
    "undefined-processor": (lambda d, s: traces(d).update(processors=["batch/2"]), "batch/2"),
    "undefined-extension": (
        lambda d, s: d["service"].update(extensions=["health_check/2"]),
        "health_check/2",
    ),
    "no-receivers": (lambda d, s: d.pop("receivers"), "receiver"),
    "no-exporters": (lambda d, s: d.pop("exporters"), "exporter"),
    "no-pipelines": (lambda d, s: no_pipelines(d), "pipeline"),
    "no-service": (lambda d, s: d.pop("service"), "pipeline"),
    "pipeline-without-receivers": (lambda d, s: traces(d).update(receivers=[]), "receiver"),
    "pipeline-without-exporters": (lambda d, s: traces(d).update(exporters=[]), "exporter"),
    "unknown-signal": (
        lambda d, s: d["service"]["pipelines"].update(spans=dict(traces(d))),
        "spans",
    ),
    "duplicate-processor": (
        lambda d, s: (use(d, "batch", None), traces(d).update(processors=["batch", "batch"])),
        "batch",
    ),
    "bad-id": (lambda d, s: d["receivers"].update({"otlp/": {}}), "otlp/"),
    "bad-id-digit": (lambda d, s: d["receivers"].update({"1otlp": {}}), "1otlp"),
    "no-protocols": (lambda d, s: d["receivers"].update(otlp={"protocols": {}}), "protocol"),
    "text-for-number": (lambda d, s: http(d).update(max_request_body_size="large"), "max_request"),
    "number-for-boolean": (lambda d, s: http(d).update(keep_alives_enabled=23), "keep_alives"),
    "text-for-map": (lambda d, s: http(d).update(cors="yes"), "cors"),
    "map-for-list": (lambda d, s: traces(d).update(exporters={"a": 1}), "exporters"),
    "negative-message-size": (
        lambda d, s: grpc(d).update(max_recv_msg_size_mib=-1),
        "max_recv_msg_size_mib",
    ),
    "huge-message-size": (
        lambda d, s: grpc(d).update(max_recv_msg_size_mib=9223372036854775807),
        "max_recv_msg_size_mib",
    ),
    "bad-duration": (lambda d, s: http(d).update(read_timeout="soon"), "read_timeout"),
    "bad-transport": (lambda d, s: grpc(d).update(transport="smoke"), "transport"),
    "bad-port": (lambda d, s: http(d).update(endpoint="127.0.0.1:99999"), "99999"),
    "no-port": (lambda d, s: http(d).update(endpoint="127.0.0.1"), "127.0.0.1"),
    "unknown-coding": (
        lambda d, s: http(d).update(compression_algorithms=["nosuch"]),
        "compression",
    ),
    "cert-without-key": (
        lambda d, s: http(d).update(tls={"cert_file": str(s.certificates.server.cert)}),
        "key",
    ),
    "key-without-cert": (
        lambda d, s: grpc(d).update(tls={"key_file": str(s.certificates.server.key)}),
        "cert",
    ),
    "missing-cert": (
        lambda d, s: http(d).update(tls={"cert_file": "/no/cert.pem", "key_file": "/no/key.pem"}),
        "/no/cert.pem",
    ),
    "missing-client-ca": (
        lambda d, s: http(d).update(s.tls(client_ca_file="/no/ca.pem")),
        "/no/ca.pem",
    ),
    "wrong-key": (
        lambda d, s: http(d).update(
            tls={
                "cert_file": str(s.certificates.server.cert),
                "key_file": str(s.certificates.client.key),
            }
        ),
        "key",
    ),
    "bad-tls-version": (lambda d, s: http(d).update(s.tls(min_version="1.7")), "1.7"),
    "tls-versions-crossed": (
        lambda d, s: grpc(d).update(s.tls(min_version="1.3", max_version="1.2")),
        "version",
    ),
    "bad-cipher-suite": (lambda d, s: grpc(d).update(s.tls(cipher_suites=["NOSUCH"])), "NOSUCH"),
    "cert-twice": (
        lambda d, s: http(d).update(s.tls(cert_pem=s.certificates.server.cert.read_text())),
        "cert",
    ),
    "undefined-authenticator": (
        lambda d, s: http(d).update(auth={"authenticator": "basicauth/9"}),
        "basicauth/9",
    ),
    "authenticator-not-in-service": (
        lambda d, s: (
            d["extensions"].update({"bearertokenauth/9": {"token": "t"}}),
            http(d).update(auth={"authenticator": "bearertokenauth/9"}),
        ),
        "bearertokenauth/9",
    ),
    "authenticator-of-another-kind": (
        lambda d, s: http(d).update(auth={"authenticator": "health_check"}),
        "health_check",
    ),
    "limiter-without-interval": (
        lambda d, s: use(d, "memory_limiter", {"limit_mib": 100}),
        "check_interval",
    ),
    "limiter-without-limit": (
        lambda d, s: use(d, "memory_limiter", {"check_interval": "1s"}),
        "limit",
    ),
    "limiter-spike-over-limit": (
        lambda d, s: use(
            d,
            "memory_limiter",
            {"check_interval": "1s", "limit_mib": 100, "spike_limit_mib": 200},
        ),
        "spike",
    ),
    "batch-sizes-crossed": (
        lambda d, s: use(d, "batch", {"send_batch_size": 100, "send_batch_max_size": 10}),
        "send_batch_max_size",
    ),
    "bad-variable-name": (
        lambda d, s: http(d).update(traces_url_path="${env:not a name}"),
        "not a name",
    ),
    "unknown-scheme": (lambda d, s: http(d).update(traces_url_path="${nosuch:value}"), "nosuch"),
    "missing-file-value": (
        lambda d, s: http(d).update(response_headers="${file:/no/such/file}"),
        "/no/such/file",
    ),
    "number-from-text-variable": (
        lambda d, s: http(d).update(max_request_body_size="${env:PATH}"),
        "max_request_body_size",
    ),
    "path-twice": (
        lambda d, s: http(d).update(traces_url_path="/same", logs_url_path="/same"),
        "/same",
    ),
}


def refuses(
    launcher: Launcher,
    configs: list[Yaml | str],
    setup: Setup,
    word: str,
    arguments: Sequence[str] = (),
) -> None:
    """The process must end by itself, not with status 0, and its output must hold the word."""
    server = launcher.start(configs, setup.directory, arguments=arguments)
    try:
        status = ended(server, setup)
    finally:
        server.kill()
    check(status != 0, "exit status 0")
    check(status > 0, f"killed by signal {-status}")
    check(word in server.log(), f"{word!r} is not in: {server.log()[-300:]}")


def ended(server: Server, setup: Setup) -> int:
    """The exit status; a server that becomes healthy instead has failed the case."""
    deadline = time.monotonic() + EXIT_SECONDS
    while time.monotonic() < deadline:
        status = server.process.poll()
        if status is not None:
            return status
        if server.get(address(setup.health), "/").status == 200:
            raise Failed("it started nevertheless")
        time.sleep(0.05)
    raise Failed(f"neither started nor ended in {EXIT_SECONDS} s")


@case(
    "C06",
    "{what} stops the start and is named",
    profile=None,
    each=named(ERRORS, "what"),
    collector={"unknown-coding": "starts without it"},
)
def error(launcher: Launcher, what: str) -> None:
    setup, document = base(launcher, what)
    change, word = ERRORS[what]
    change(document, setup)
    refuses(launcher, [document], setup, word)


TEXTS = {
    "not-yaml": ("receivers: [", ""),
    "tab": ("receivers:\n\totlp:\n", ""),
    "a-list": ("- a\n- b\n", ""),
    "a-text": ("hello", ""),
    "empty": ("", ""),
    "duplicate-key": ("receivers: {otlp: {}, otlp: {}}\n", "otlp"),
}


@case("C06", "a file that is {what} stops the start", profile=None, each=named(TEXTS, "what"))
def bad_file(launcher: Launcher, what: str) -> None:
    setup, _ = base(launcher, what)
    path = setup.directory / "own.yaml"
    path.write_text(TEXTS[what][0])
    refuses(launcher, [str(path)], setup, TEXTS[what][1])


@case("C06", "a missing file stops the start and is named", profile=None)
def missing_file(launcher: Launcher) -> None:
    setup, _ = base(launcher, "missing")
    refuses(launcher, ["/no/such/config.yaml"], setup, "/no/such/config.yaml")


@case("C06", "an unknown flag stops the start", profile=None)
def unknown_flag(launcher: Launcher) -> None:
    setup, document = base(launcher, "flag")
    refuses(launcher, [document], setup, "nosuch", ["--nosuch"])


def validate(launcher: Launcher, setup: Setup, document: Yaml) -> subprocess.CompletedProcess[str]:
    path = setup.directory / "own.yaml"
    path.write_text(yaml.safe_dump(document))
    command = launcher.adapter.validate(launcher.program, path)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@case("C07", "validate of a good file exits with 0", profile=None)
def validate_good(launcher: Launcher) -> None:
    setup, document = base(launcher, "validate")
    done = validate(launcher, setup, document)
    equal(done.returncode, 0, f"exit status ({done.stderr[-200:]})")


@case(
    "C07",
    "validate of {what} exits with another status and names it",
    profile=None,
    each=named(
        ("unknown-key", "undefined-receiver", "cert-without-key", "limiter-without-interval"),
        "what",
    ),
)
def validate_bad(launcher: Launcher, what: str) -> None:
    setup, document = base(launcher, "validate")
    change, word = ERRORS[what]
    change(document, setup)
    done = validate(launcher, setup, document)
    check(done.returncode != 0, "exit status 0")
    check(word in done.stdout + done.stderr, f"{word!r} is not in {done.stderr[-300:]}")


@case(
    "C07",
    "{command} prints something and exits with 0",
    profile=None,
    each=named(("--version", "--help", "components"), "command"),
)
def prints(launcher: Launcher, command: str) -> None:
    done = subprocess.run(
        [launcher.program, command], capture_output=True, text=True, timeout=60, check=False
    )
    equal(done.returncode, 0, f"exit status ({done.stderr[-200:]})")
    check(done.stdout.strip(), "nothing on standard output")


@case(
    "C06",
    "a port in use stops the start and is named ({protocol})",
    profile=None,
    each=named(("grpc", "http"), "protocol"),
)
def port_in_use(launcher: Launcher, protocol: str) -> None:
    setup, document = base(launcher, "port-in-use")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        protocols(document)[protocol]["endpoint"] = f"127.0.0.1:{port}"
        refuses(launcher, [document], setup, port)


@case("C06", "several errors are all named", profile=None)
def all_errors(launcher: Launcher) -> None:
    setup, document = base(launcher, "all")
    http(document).update(nosuch_one=1)
    grpc(document).update(nosuch_two=1)
    refuses(launcher, [document], setup, "nosuch_one")
    check("nosuch_two" in (setup.directory / "log.txt").read_text(), "only one is named")


@case("C06", "no secret is printed with an error", profile=None)
def no_secret(launcher: Launcher) -> None:
    setup, document = base(launcher, "secret")
    document["extensions"]["bearertokenauth"] = {"token": "hidden-secret"}
    http(document).update(nosuch=1)
    refuses(launcher, [document], setup, "nosuch")
    check("hidden-secret" not in (setup.directory / "log.txt").read_text(), "the token is printed")
