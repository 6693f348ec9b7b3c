"""C01-C04: how a configuration's values, files and flags come together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import yaml

from cases.http_basics import accepted
from suite import codec, otlp, profile
from suite.case import case, check, equal, named, one_of
from suite.profile import SUBSTITUTIONS, Profile, Setup
from suite.server import Launcher, Server, free_port

Yaml = dict[str, Any]


@contextmanager
def started(
    launcher: Launcher,
    configs: Sequence[Yaml | str],
    setup: Setup,
    *,
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server with these configurations, which open the addresses of `setup`."""
    server = launcher.start(configs, setup.directory, arguments=arguments, environment=environment)
    try:
        yield profile.ready(server, setup)
    finally:
        server.stop()


def base(launcher: Launcher, name: str, **http: Any) -> tuple[Setup, Yaml]:
    """The default configuration in a directory of its own, with these keys of the HTTP port."""
    setup = Setup(launcher.new_directory(name), launcher.certificates)
    return setup, profile.config(setup, Profile(http=http), launcher)


def header(server: Server, name: str) -> str | None:
    return server.post("/v1/traces", b"", otlp.PROTO).header(name)


@case(
    "C01",
    "a text value written {text} is {value}",
    profile="substituted",
    each={
        name: {"name": name, "text": text, "value": value}
        for name, (text, value) in (
            (name, (text.replace("{", "{{").replace("}", "}}"), value))
            for name, (text, value) in SUBSTITUTIONS.items()
        )
    },
)
def text_value(server: Server, name: str, text: str, value: str) -> None:
    equal(header(server, f"X-{name}"), value, f"X-{name}")


def limit_of(server: Server, size: int) -> None:
    """max_request_body_size is exactly that many bytes."""
    fits = server.post("/v1/traces", otlp.sized("traces", "proto", otlp.mark(), size), otlp.PROTO)
    equal(fits.status, 200, f"status of {size} bytes")
    over = otlp.sized("traces", "proto", otlp.mark(), size + 1)
    one_of(server.post("/v1/traces", over, otlp.PROTO).status, (400, 413), f"of {size + 1} bytes")


INTEGERS = {
    "octal": {"text": "01750", "value": 1000},
    "hex": {"text": "0x3e8", "value": 1000},
}


@case("C01", "a whole number from a variable {text} is {value}", profile=None, each=INTEGERS)
def integer(launcher: Launcher, text: str, value: int) -> None:
    setup, document = base(launcher, "integer", max_request_body_size="${env:CONF_SIZE}")
    with started(launcher, [document], setup, environment={"CONF_SIZE": text}) as server:
        limit_of(server, value)


@case("C01", "a boolean, a list and a map from variables are what they look like", profile=None)
def typed(launcher: Launcher) -> None:
    setup, document = base(
        launcher,
        "typed",
        keep_alives_enabled="${env:CONF_KEEP}",
        compression_algorithms="${env:CONF_LIST}",
        response_headers="${env:CONF_MAP}",
    )
    values = {"CONF_KEEP": "false", "CONF_LIST": '["", gzip]', "CONF_MAP": "{X-A: one}"}
    with started(launcher, [document], setup, environment=values) as server:
        equal((header(server, "connection") or "").lower(), "close", "Connection")
        equal(header(server, "X-A"), "one", "X-A")
        body = codec.HTTP["zstd"](otlp.body("traces", "proto", otlp.mark()))
        answer = server.post("/v1/traces", body, otlp.PROTO, ("Content-Encoding", "zstd"))
        equal(answer.status, 400, "status of zstd")


@case("C01", "a text from ${{yaml:...}}", profile=None)
def yaml_scheme(launcher: Launcher) -> None:
    setup, document = base(launcher, "yaml", response_headers={"X-A": "${yaml:text}"})
    with started(launcher, [document], setup) as server:
        equal(header(server, "X-A"), "text", "X-A")


@case("C01", "a part of the configuration comes from a file: ${{file:...}}", profile=None)
def file_value(launcher: Launcher) -> None:
    setup, document = base(launcher, "file")
    part = setup.directory / "pipelines.yaml"
    part.write_text(yaml.safe_dump(document["service"]["pipelines"]))
    document["service"]["pipelines"] = f"${{file:{part}}}"
    with started(launcher, [document], setup) as server:
        equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


@case("C01", "an unset variable is null: the default holds", profile=None)
def unset(launcher: Launcher) -> None:
    setup, document = base(launcher, "unset", max_request_body_size="${env:CONF_UNSET}")
    with started(launcher, [document], setup) as server:
        equal(server.post("/v1/traces", bytes(0), otlp.PROTO).status, 200, "status")


@case("C01", "comments with references that resolve to nothing are no error", profile=None)
def comments(launcher: Launcher) -> None:
    setup, document = base(launcher, "comments")
    text = "# ${env:not a name} ${nosuch:x}\n" + yaml.safe_dump(document)
    path = setup.directory / "commented.yaml"
    path.write_text(text)
    with started(launcher, [str(path)], setup) as server:
        equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


@case(
    "C02",
    "--config {label} is read",
    profile=None,
    each=named(("path", "file-uri", "yaml-uri", "env-uri", "relative-path"), "how"),
)
def config_source(launcher: Launcher, how: str) -> None:
    setup, document = base(launcher, "source", response_headers={"X-A": "one"})
    text = yaml.safe_dump(document)
    (setup.directory / "own.yaml").write_text(text)
    source = {
        "path": str(setup.directory / "own.yaml"),
        "file-uri": f"file:{setup.directory / 'own.yaml'}",
        "yaml-uri": "yaml:" + text,
        "env-uri": "env:CONF_WHOLE",
        "relative-path": "own.yaml",
    }[how]
    with started(launcher, [source], setup, environment={"CONF_WHOLE": text}) as server:
        equal(header(server, "X-A"), "one", "X-A")


@case("C02", "a JSON file is YAML", profile=None)
def json_file(launcher: Launcher) -> None:
    setup, document = base(launcher, "json")
    path = setup.directory / "own.json"
    path.write_text(json.dumps(document, indent=2))
    with started(launcher, [str(path)], setup) as server:
        equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


@case("C02", "YAML anchors, aliases and merge keys are read", profile=None)
def anchors(launcher: Launcher) -> None:
    setup, document = base(launcher, "anchors")
    text = yaml.safe_dump(document)
    pipelines = yaml.safe_dump({"pipelines": document["service"]["pipelines"]})
    check("traces:" in pipelines, "the case is wrong")
    head, _, _ = text.partition("service:")
    receivers = document["service"]["pipelines"]["traces"]
    rest = {key: value for key, value in document["service"].items() if key != "pipelines"}
    service = yaml.safe_dump({"service": rest})
    lines = [
        "  pipelines:",
        f"    traces: &one {yaml.safe_dump(receivers, default_flow_style=True).strip()}",
        "    logs: *one",
        "    metrics: {<<: *one}",
    ]
    path = setup.directory / "own.yaml"
    path.write_text(head + service + "\n".join(lines) + "\n")
    with started(launcher, [str(path)], setup) as server:
        equal(server.post("/v1/logs", b"", otlp.PROTO).status, 200, "status")


@case("C03", "of two --config the later wins key by key, maps are joined", profile=None)
def merged(launcher: Launcher) -> None:
    setup, document = base(launcher, "merged", response_headers={"X-A": "one", "X-B": "one"})
    later = {"receivers": {"otlp": {"protocols": {"http": {"response_headers": {"X-B": "two"}}}}}}
    with started(launcher, [document, later], setup) as server:
        equal((header(server, "X-A"), header(server, "X-B")), ("one", "two"), "X-A and X-B")


@case("C03", "of two --config a list of the later replaces the earlier's", profile=None)
def replaced_list(launcher: Launcher) -> None:
    setup, document = base(launcher, "lists", compression_algorithms=["", "gzip", "zstd"])
    keys = {"compression_algorithms": ["", "zstd"]}
    later = {"receivers": {"otlp": {"protocols": {"http": keys}}}}
    with started(launcher, [document, later], setup) as server:
        body = codec.HTTP["gzip"](otlp.body("traces", "proto", otlp.mark()))
        answer = server.post("/v1/traces", body, otlp.PROTO, ("Content-Encoding", "gzip"))
        equal(answer.status, 400, "status of gzip")


@case("C03", "a second --config that is empty or null changes nothing", profile=None)
def empty_second(launcher: Launcher) -> None:
    setup, document = base(launcher, "empty-second", response_headers={"X-A": "one"})
    (setup.directory / "empty.yaml").write_text("# nothing\n")
    with started(launcher, [document, "empty.yaml"], setup) as server:
        equal(header(server, "X-A"), "one", "X-A")


@case("C03", "yaml:a::b::c: value is a path of keys", profile=None)
def yaml_path(launcher: Launcher) -> None:
    setup, document = base(launcher, "yaml-path", response_headers={"X-A": "one"})
    path = "receivers::otlp::protocols::http::response_headers"
    with started(launcher, [document, f"yaml:{path}: {{X-B: two}}"], setup) as server:
        equal((header(server, "X-A"), header(server, "X-B")), ("one", "two"), "X-A and X-B")


@case(
    "C04",
    "--set {how} beats the file",
    profile=None,
    each=named(("one-word", "two-words", "twice"), "how"),
)
def set_flag(launcher: Launcher, how: str) -> None:
    setup, document = base(
        launcher, "set", response_headers={"X-A": "one"}, max_request_body_size=5
    )
    http = "receivers.otlp.protocols.http"
    arguments = {
        "one-word": [f"--set={http}.max_request_body_size=1000"],
        "two-words": ["--set", f"{http}.max_request_body_size=1000"],
        "twice": [
            f"--set={http}.max_request_body_size=7",
            f"--set={http}.max_request_body_size=1000",
        ],
    }[how]
    with started(launcher, [document], setup, arguments=arguments) as server:
        limit_of(server, 1_000)


@case("C04", "--set of a boolean and of a list", profile=None)
def set_typed(launcher: Launcher) -> None:
    setup, document = base(launcher, "set-typed")
    http = "receivers.otlp.protocols.http"
    arguments = [
        f"--set={http}.keep_alives_enabled=false",
        f'--set={http}.compression_algorithms=["", zstd]',
    ]
    with started(launcher, [document], setup, arguments=arguments) as server:
        equal((header(server, "connection") or "").lower(), "close", "Connection")
        body = codec.HTTP["gzip"](b"")
        answer = server.post("/v1/traces", body, otlp.PROTO, ("Content-Encoding", "gzip"))
        equal(answer.status, 400, "status of gzip")


@case("C04", "--feature-gates is accepted", profile=None)
def feature_gates(launcher: Launcher) -> None:
    setup, document = base(launcher, "gates")
    arguments = ["--feature-gates=-confmap.enableMergeAppendOption"]
    with started(launcher, [document], setup, arguments=arguments) as server:
        equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


LIMITER = {"check_interval": "1s", "limit_mib": 4000, "spike_limit_mib": 800}
PERCENT = {"check_interval": "1s", "limit_percentage": 90, "spike_limit_percentage": 20}
BATCH = {"timeout": "100ms", "send_batch_size": 100, "send_batch_max_size": 200}

# What a file may hold -> how the default configuration is changed to hold it.
ACCEPTED = {
    "two-receivers": lambda d, s: two_receivers(d),
    "blanks-and-nothings": lambda d, s: blanks_and_nothings(d),
    "debug-and-nop-exporters": lambda d, s: (
        add_exporter(d, "debug", {"verbosity": "detailed"}),
        add_exporter(d, "debug/named", None),
        add_exporter(d, "nop", None),
    ),
    "limiter-and-batch": lambda d, s: add_processors(
        d, {"memory_limiter": LIMITER, "batch": BATCH}
    ),
    "limiter-by-percent": lambda d, s: add_processors(
        d, {"memory_limiter": PERCENT, "batch/2": None}
    ),
    "two-pipelines-of-a-signal": lambda d, s: named_pipelines(d),
    "one-signal-only": lambda d, s: only_traces(d),
    "every-key": lambda d, s: (
        d["receivers"]["otlp"]["protocols"]["grpc"].update(GRPC_KEYS),
        d["receivers"]["otlp"]["protocols"]["http"].update(HTTP_KEYS),
    ),
    "zeros": lambda d, s: zero_limits(d),
    "telemetry": lambda d, s: d["service"]["telemetry"].update(
        logs={"level": "debug", "encoding": "json", "output_paths": ["stderr"]},
        resource={"service.name": "mine"},
        metrics={**d["service"]["telemetry"]["metrics"], "level": "detailed"},
    ),
    "zpages-and-pprof": lambda d, s: (
        add_extension(d, "zpages", {"endpoint": f"127.0.0.1:{free_port()}"}),
        add_extension(d, "pprof", {"endpoint": f"127.0.0.1:{free_port()}"}),
    ),
    "localhost": lambda d, s: rename_host(d, s),
    "all-addresses": lambda d, s: rename_host(d, s, "0.0.0.0"),
}

GRPC_KEYS = {
    "max_concurrent_streams": 100,
    "read_buffer_size": 524288,
    "write_buffer_size": 524288,
    "include_metadata": True,
    "keepalive": {
        "server_parameters": {
            "max_connection_idle": "11s",
            "max_connection_age": "12s",
            "max_connection_age_grace": "13s",
            "time": "30s",
            "timeout": "5s",
        },
        "enforcement_policy": {"min_time": "10s", "permit_without_stream": True},
    },
}
HTTP_KEYS = {
    "include_metadata": True,
    "read_timeout": "1m",
    "read_header_timeout": "20s",
    "write_timeout": "30s",
    "idle_timeout": "2m",
    "keep_alives_enabled": True,
    "compression_algorithms": ["", "gzip", "zstd", "zlib", "snappy", "deflate", "lz4"],
    "cors": {"allowed_origins": ["http://*.a"], "allowed_headers": ["X"], "max_age": 10},
    "response_headers": {"X-A": "b"},
}


def add_exporter(document: Yaml, name: str, keys: Any) -> None:
    document["exporters"][name] = keys
    for pipeline in document["service"]["pipelines"].values():
        pipeline["exporters"] = [*pipeline["exporters"], name]


def add_processors(document: Yaml, processors: Yaml) -> None:
    document["processors"] = processors
    for pipeline in document["service"]["pipelines"].values():
        pipeline["processors"] = list(processors)


def blanks_and_nothings(document: Yaml) -> None:
    """Ids with blanks around, lists that are empty, maps that are null, components unused."""
    document["processors"] = {"batch/unused": None}
    document["service"]["pipelines"]["traces"].update(receivers=[" otlp "], processors=[])
    document["connectors"] = None


def add_extension(document: Yaml, name: str, keys: Any) -> None:
    document["extensions"][name] = keys
    document["service"]["extensions"] = [*document["service"]["extensions"], name]


def two_receivers(document: Yaml) -> None:
    document["receivers"]["otlp/second"] = {
        "protocols": {"http": {"endpoint": f"127.0.0.1:{free_port()}"}}
    }
    document["service"]["pipelines"]["traces"]["receivers"] = ["otlp", "otlp/second"]


def named_pipelines(document: Yaml) -> None:
    pipelines = document["service"]["pipelines"]
    pipelines["traces/second"] = dict(pipelines["traces"])


def rename_host(document: Yaml, setup: Setup, host: str = "localhost") -> None:
    protocols = document["receivers"]["otlp"]["protocols"]
    for name in ("grpc", "http"):
        port = protocols[name]["endpoint"].rpartition(":")[2]
        protocols[name]["endpoint"] = f"{host}:{port}"


def zero_limits(document: Yaml) -> None:
    protocols = document["receivers"]["otlp"]["protocols"]
    protocols["grpc"].update(max_recv_msg_size_mib=0, max_concurrent_streams=0)
    protocols["http"].update(max_request_body_size=0, read_timeout="0s")


def only_traces(document: Yaml) -> None:
    pipelines = document["service"]["pipelines"]
    document["service"]["pipelines"] = {"traces": pipelines["traces"]}


@case("C05", "a Collector's file starts: {what}", profile=None, each=named(ACCEPTED, "what"))
def accepted_file(launcher: Launcher, what: str) -> None:
    setup, document = base(launcher, what)
    ACCEPTED[what](document, setup)
    with started(launcher, [document], setup) as server:
        body = otlp.body("traces", "proto", otlp.mark())
        accepted(server.post("/v1/traces", body, otlp.PROTO), "traces", "proto")


@case("C05", "both receivers of two serve", profile=None)
def second_receiver(launcher: Launcher) -> None:
    setup, document = base(launcher, "second")
    two_receivers(document)
    endpoint = document["receivers"]["otlp/second"]["protocols"]["http"]["endpoint"]
    with started(launcher, [document], setup) as server:
        server.http = profile.address(endpoint)
        equal(server.post("/v1/traces", b"", otlp.PROTO).status, 200, "status")


@case(
    "C05",
    "grpc: alone opens no HTTP port, http: alone no gRPC port",
    profile=None,
    each=named(("grpc", "http"), "protocol"),
)
def one_protocol(launcher: Launcher, protocol: str) -> None:
    setup, document = base(launcher, protocol)
    other = "http" if protocol == "grpc" else "grpc"
    del document["receivers"]["otlp"]["protocols"][other]
    server = launcher.start([document], setup.directory)
    try:
        profile.ready(server, setup, grpc=protocol == "grpc", http=protocol == "http")
        closed = profile.address(setup.http if other == "http" else setup.grpc)
        equal(server.get(closed, "/").status, 0, f"answer on the {other} port")
    finally:
        server.stop()
