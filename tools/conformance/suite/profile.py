"""The configurations that cases run under, each started once: Collector YAML by name."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.certificates import Certificates
from suite.http1 import Address
from suite.server import Launcher, Server, free_port

Yaml = dict[str, Any]


@dataclass
class Setup:
    """What a profile is made from: where it runs and its free ports."""

    directory: Path
    certificates: Certificates
    grpc: str = field(default_factory=lambda: f"127.0.0.1:{free_port()}")
    http: str = field(default_factory=lambda: f"127.0.0.1:{free_port()}")
    health: str = field(default_factory=lambda: f"127.0.0.1:{free_port()}")
    metrics_port: int = field(default_factory=free_port)

    def tls(self, **more: Any) -> Yaml:
        server = self.certificates.server
        return {"tls": {"cert_file": str(server.cert), "key_file": str(server.key), **more}}


@dataclass
class Profile:
    """What it adds to the default configuration; a protocol that is None is left out."""

    grpc: Yaml | None = field(default_factory=dict)
    http: Yaml | None = field(default_factory=dict)
    extensions: Yaml = field(default_factory=dict)
    processors: Yaml = field(default_factory=dict)
    signals: tuple[str, ...] = ("traces", "logs", "metrics")
    open_files: int | None = None
    environment: dict[str, str] = field(default_factory=dict)


# The password of each is "secret".
HTPASSWD = (
    "bcrypt:$2y$05$bfG9ialyodS3UEoOXR.ZI.x8ucyn38m7xftTj6EWKWzYSvXiT4OVG",
    "sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    "apr1:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
    "plain:secret",
)

ENVIRONMENT = {
    "CONF_TEXT": "text",
    "CONF_NUMBER": "123",
    "CONF_OCTAL": "0123",
    "CONF_HEX": "0xdeadbeef",
    "CONF_TRUE": "true",
    "CONF_FLOAT": "1.50",
    "CONF_QUOTED": '"0123"',
    "CONF_TAGGED": "!!str 0123",
    "CONF_TIME": "2006-01-02T15:04:05Z07:00",
    "CONF_COLONS": "1111:1111:1111::",
    "CONF_LIST": "[a, b]",
    "CONF_HALF_LIST": '["a",',
    "CONF_DOLLARS": "$$ENV",
    "CONF_ESCAPED": "$${env:CONF_TEXT}",
    "CONF_NESTED": "${env:CONF_TEXT}",
    "CONF_WRAPPED": "<${env:CONF_NESTED}>",
    "CONF_NAME": "CONF_TEXT",
    "CONF_EMPTY": "",
    "CONF_EQUALS": "a=b",
}

# name -> (as written in YAML, as it must be read); collector/docs/rfcs/env-vars.md has the rules.
SUBSTITUTIONS = {
    "text": ("${env:CONF_TEXT}", "text"),
    "default-scheme": ("${CONF_TEXT}", "text"),
    "number": ("${env:CONF_NUMBER}", "123"),
    "octal": ("${env:CONF_OCTAL}", "0123"),
    "hex": ("${env:CONF_HEX}", "0xdeadbeef"),
    "true": ("${env:CONF_TRUE}", "true"),
    "float": ("${env:CONF_FLOAT}", "1.50"),
    "quoted": ("${env:CONF_QUOTED}", '"0123"'),
    "tagged": ("${env:CONF_TAGGED}", "!!str 0123"),
    "time": ("${env:CONF_TIME}", "2006-01-02T15:04:05Z07:00"),
    "colons": ("${env:CONF_COLONS}", "1111:1111:1111::"),
    "list": ("${env:CONF_LIST}", "[a, b]"),
    "half-list": ("${env:CONF_HALF_LIST}", '["a",'),
    "equals": ("${env:CONF_EQUALS}", "a=b"),
    "inline": ("<${env:CONF_OCTAL}>", "<0123>"),
    "inline-quoted": ("<${env:CONF_QUOTED}>", '<"0123">'),
    "two": ("${env:CONF_TEXT}-${env:CONF_NUMBER}", "text-123"),
    "adjacent": ("${env:CONF_TEXT}${env:CONF_NUMBER}", "text123"),
    "default": ("${env:CONF_UNSET:-other}", "other"),
    "default-unused": ("${env:CONF_TEXT:-other}", "text"),
    "default-empty": ("<${env:CONF_UNSET:-}>", "<>"),
    "default-colons": ("${env:CONF_UNSET:-http://a:1}", "http://a:1"),
    "default-of-empty": ("<${env:CONF_EMPTY:-other}>", "<>"),
    "unset-inline": ("<${env:CONF_UNSET}>", "<>"),
    "empty-inline": ("<${env:CONF_EMPTY}>", "<>"),
    "bare": ("$CONF_TEXT", "$CONF_TEXT"),
    "escaped-bare": ("$$CONF_TEXT", "$CONF_TEXT"),
    "escaped": ("$${env:CONF_TEXT}", "${env:CONF_TEXT}"),
    "two-dollars": ("$$$$", "$$"),
    "trailing-dollar": ("text$$", "text$"),
    "escaped-then-expanded": ("$$${env:CONF_TEXT}", "$text"),
    "nested": ("${env:CONF_NESTED}", "text"),
    "wrapped": ("${env:CONF_WRAPPED}", "<text>"),
    "name-from-variable": ("${env:${env:CONF_NAME}}", "text"),
    "dollars-in-variable": ("${env:CONF_DOLLARS}", "$ENV"),
    "escaped-in-variable": ("${env:CONF_ESCAPED}", "${env:CONF_TEXT}"),
    "braces": ("{text}", "{text}"),
}

PROFILES: dict[str, Callable[[Setup], Profile]] = {}


def profile(make: Callable[[Setup], Profile]) -> Callable[[Setup], Profile]:
    PROFILES[make.__name__] = make
    return make


@profile
def default(_: Setup) -> Profile:
    return Profile()


@profile
def abused(_: Setup) -> Profile:
    """The default configuration, for cases that may harm a server."""
    return Profile()


@profile
def limits(_: Setup) -> Profile:
    return Profile(grpc={"max_recv_msg_size_mib": 1}, http={"max_request_body_size": 65_536})


@profile
def tls(setup: Setup) -> Profile:
    return Profile(grpc=setup.tls(), http=setup.tls())


@profile
def tls13(setup: Setup) -> Profile:
    both = setup.tls(min_version="1.3")
    return Profile(grpc=both, http=both)


@profile
def tls12(setup: Setup) -> Profile:
    both = setup.tls(min_version="1.2", max_version="1.2")
    return Profile(grpc=both, http=both)


@profile
def mtls(setup: Setup) -> Profile:
    both = setup.tls(client_ca_file=str(setup.certificates.ca))
    return Profile(grpc=both, http=both)


@profile
def tls_pem(setup: Setup) -> Profile:
    server = setup.certificates.server
    both = {"tls": {"cert_pem": server.cert.read_text(), "key_pem": server.key.read_text()}}
    return Profile(grpc=both, http=both)


@profile
def basic(_: Setup) -> Profile:
    auth = {"auth": {"authenticator": "basicauth/server"}}
    users = "alice:secret\nbob:pa:ss"
    return Profile(
        grpc=auth,
        http={**auth, "cors": {"allowed_origins": ["https://app.example"]}},
        extensions={"basicauth/server": {"htpasswd": {"inline": users}}},
    )


@profile
def htpasswd(setup: Setup) -> Profile:
    """A file with one user for each hash that Apache's htpasswd writes, and an inline user."""
    file = setup.directory / "htpasswd"
    file.write_text("\n".join(HTPASSWD) + "\n")
    auth = {"auth": {"authenticator": "basicauth"}}
    return Profile(
        grpc=auth,
        http=auth,
        extensions={"basicauth": {"htpasswd": {"file": str(file), "inline": "alice:secret"}}},
    )


@profile
def bearer(_: Setup) -> Profile:
    auth = {"auth": {"authenticator": "bearertokenauth"}}
    return Profile(grpc=auth, http=auth, extensions={"bearertokenauth": {"token": "token-one"}})


@profile
def bearer_tokens(_: Setup) -> Profile:
    auth = {"auth": {"authenticator": "bearertokenauth"}}
    tokens = {"scheme": "Token", "tokens": ["first", "second"]}
    return Profile(grpc=auth, http=auth, extensions={"bearertokenauth": tokens})


@profile
def bearer_file(setup: Setup) -> Profile:
    file = setup.directory / "token"
    file.write_text("from-file")
    auth = {"auth": {"authenticator": "bearertokenauth"}}
    extension = {"bearertokenauth": {"filename": str(file)}}
    return Profile(grpc=auth, http=auth, extensions=extension)


@profile
def bearer_header(_: Setup) -> Profile:
    auth = {"auth": {"authenticator": "bearertokenauth"}}
    key = {"header": "X-Api-Key", "scheme": "", "token": "k-1"}
    return Profile(grpc=auth, http=auth, extensions={"bearertokenauth": key})


@profile
def cors(_: Setup) -> Profile:
    return Profile(
        http={
            "cors": {
                "allowed_origins": ["https://app.example", "https://*.wild.example"],
                "allowed_headers": ["X-Custom", "Authorization"],
                "exposed_headers": ["X-Shown"],
                "max_age": 7200,
            },
            "response_headers": {"X-Shown": "yes"},
        }
    )


@profile
def cors_any(_: Setup) -> Profile:
    return Profile(http={"cors": {"allowed_origins": ["*"], "allowed_headers": ["*"]}})


@profile
def cors_plain(_: Setup) -> Profile:
    return Profile(http={"cors": {"allowed_origins": ["https://app.example"]}})


@profile
def headers_and_paths(_: Setup) -> Profile:
    return Profile(
        http={
            "response_headers": {"X-Server": "one", "Strict-Transport-Security": "max-age=1"},
            "traces_url_path": "/custom/traces",
            "logs_url_path": "custom/logs",
            "metrics_url_path": "/v2/metrics",
        }
    )


@profile
def codings(_: Setup) -> Profile:
    return Profile(http={"compression_algorithms": ["", "gzip"]})


@profile
def codings_zstd(_: Setup) -> Profile:
    return Profile(http={"compression_algorithms": ["zstd"]})


@profile
def codings_none(_: Setup) -> Profile:
    return Profile(http={"compression_algorithms": []})


@profile
def timeouts(_: Setup) -> Profile:
    return Profile(
        http={"read_header_timeout": "1s", "read_timeout": "2s", "idle_timeout": "2s"},
        grpc={"keepalive": {"server_parameters": {"max_connection_idle": "1s"}}},
    )


@profile
def no_keepalive(_: Setup) -> Profile:
    return Profile(http={"keep_alives_enabled": False})


@profile
def ageing(_: Setup) -> Profile:
    parameters = {"max_connection_age": "1s", "max_connection_age_grace": "4s"}
    return Profile(grpc={"keepalive": {"server_parameters": parameters}})


@profile
def pinged(_: Setup) -> Profile:
    """The server pings an idle client after a second and gives up after another."""
    parameters = {"time": "1s", "timeout": "1s"}
    return Profile(grpc={"keepalive": {"server_parameters": parameters}})


@profile
def lenient_pings(_: Setup) -> Profile:
    policy = {"min_time": "100ms", "permit_without_stream": True}
    return Profile(grpc={"keepalive": {"enforcement_policy": policy}})


@profile
def few_streams(_: Setup) -> Profile:
    return Profile(grpc={"max_concurrent_streams": 3})


@profile
def unix(setup: Setup) -> Profile:
    setup.grpc = str(setup.directory / "grpc.sock")
    setup.http = str(setup.directory / "http.sock")
    return Profile(grpc={"transport": "unix"}, http={"transport": "unix"})


@profile
def grpc_only(_: Setup) -> Profile:
    return Profile(http=None)


@profile
def http_only(_: Setup) -> Profile:
    return Profile(grpc=None)


@profile
def traces_only(_: Setup) -> Profile:
    return Profile(signals=("traces",))


@profile
def full_memory(_: Setup) -> Profile:
    limiter = {"check_interval": "100ms", "limit_mib": 1}
    return Profile(processors={"memory_limiter": limiter})


@profile
def few_files(_: Setup) -> Profile:
    return Profile(open_files=256)


@profile
def substituted(_: Setup) -> Profile:
    """Response headers show what became of each way to write a value."""
    headers = {f"X-{name}": text for name, (text, _) in SUBSTITUTIONS.items()}
    return Profile(http={"response_headers": headers}, environment=dict(ENVIRONMENT))


def config(setup: Setup, made: Profile, launcher: Launcher) -> Yaml:
    """The whole configuration of a profile."""
    protocols: Yaml = {}
    for name, keys, endpoint in (
        ("grpc", made.grpc, setup.grpc),
        ("http", made.http, setup.http),
    ):
        if keys is not None:
            protocols[name] = {"endpoint": endpoint, **keys}
    exporter = launcher.adapter.exporter(setup.directory)
    extensions = {
        "health_check": {"endpoint": setup.health},
        **launcher.adapter.extensions(),
        **made.extensions,
    }
    pipeline = {
        "receivers": ["otlp"],
        "processors": list(made.processors),
        "exporters": list(exporter),
    }
    document: Yaml = {"receivers": {"otlp": {"protocols": protocols}}}
    if made.processors:
        document["processors"] = made.processors
    document["exporters"] = exporter
    document["extensions"] = extensions
    document["service"] = {
        "telemetry": telemetry(setup.metrics_port),
        "extensions": list(extensions),
        "pipelines": {signal: dict(pipeline) for signal in made.signals},
    }
    return document


def telemetry(port: int) -> Yaml:
    prometheus = {"host": "127.0.0.1", "port": port}
    return {"metrics": {"readers": [{"pull": {"exporter": {"prometheus": prometheus}}}]}}


def start(name: str, launcher: Launcher) -> Server:
    """Starts the profile and waits until it listens and is healthy."""
    setup = Setup(launcher.new_directory(name), launcher.certificates)
    return launch(setup, PROFILES[name](setup), launcher)


def launch(setup: Setup, made: Profile, launcher: Launcher) -> Server:
    """The same for a profile that a case makes itself; the case stops it."""
    document = config(setup, made, launcher)
    server = launcher.start(
        [document],
        setup.directory,
        open_files=made.open_files,
        environment=made.environment,
    )
    return ready(server, setup, grpc=made.grpc is not None, http=made.http is not None)


def ready(server: Server, setup: Setup, *, grpc: bool = True, http: bool = True) -> Server:
    """Waits until a server started with the addresses of that setup listens and is healthy."""
    server.grpc = address(setup.grpc) if grpc else None
    server.http = address(setup.http) if http else None
    server.health = address(setup.health)
    server.metrics = ("127.0.0.1", setup.metrics_port)
    try:
        server.wait_until_listening()
    except BaseException:
        server.kill()
        raise
    return server


def address(endpoint: str) -> Address:
    host, colon, port = endpoint.rpartition(":")
    return (host, int(port)) if colon and port.isdigit() else endpoint


def wait(seconds: float) -> None:
    """A pause that the configuration asks for, never one that hopes."""
    time.sleep(seconds)
