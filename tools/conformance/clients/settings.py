"""The settings that real senders are run with: one each, none in code of the sender."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field

BASIC = "Basic " + base64.b64encode(b"alice:secret").decode()
BEARER = "Bearer token-one"
GRPC, PROTO, JSON = "grpc", "http/protobuf", "http/json"


@dataclass(frozen=True)
class Setting:
    """One sender in one setting.

    `profile` is the server's; `tls` says whether the sender trusts the run's authority, `identity`
    whether it shows a certificate; `options` are OTEL_ variables of SDKs, flags of telemetrygen or
    keys of the Collector's exporter; `collector` says why the Collector may refuse it.
    """

    sender: str
    name: str
    protocol: str
    profile: str = "default"
    tls: bool = False
    identity: bool = False
    options: dict[str, object] = field(default_factory=dict)
    spans: int = 3
    collector: str | None = None

    @property
    def id(self) -> str:
        return f"{self.sender}.{self.name}"


def python() -> Iterator[Setting]:
    compression = "OTEL_EXPORTER_OTLP_COMPRESSION"
    for protocol, word in ((GRPC, "grpc"), (PROTO, "http")):
        for coding in ("gzip", "none", "deflate") if protocol == PROTO else ("gzip",):
            yield Setting("python", f"{word}-{coding}", protocol, options={compression: coding})
        yield from of_profiles("python", word, protocol)
        gzip = {compression: "gzip"}
        yield Setting("python", f"{word}-many", protocol, options=gzip, spans=1_500)
        yield Setting("python", f"{word}-large", protocol, options={"PADDING": "500000"}, spans=5)
        short = {"OTEL_EXPORTER_OTLP_TIMEOUT": "5"}
        yield Setting("python", f"{word}-timeout", protocol, options=short)
    yield Setting("python", "http-custom-paths", PROTO, "headers_and_paths")
    yield Setting("python", "grpc-unix", GRPC, "unix")
    yield Setting("python", "grpc-none", GRPC)
    yield Setting(
        "python",
        "grpc-deflate",
        GRPC,
        options={"GRPC_COMPRESSION": "Deflate"},
        collector="its gRPC server has no deflate",
    )


def python_json() -> Iterator[Setting]:
    for coding in ("none", "gzip", "deflate"):
        options: dict[str, object] = {"OTEL_EXPORTER_OTLP_COMPRESSION": coding}
        yield Setting("python-json", f"json-{coding}", JSON, options=options)


def javascript() -> Iterator[Setting]:
    compression = "OTEL_EXPORTER_OTLP_COMPRESSION"
    for protocol, word in ((GRPC, "grpc"), (PROTO, "proto"), (JSON, "json")):
        for coding in ("none", "gzip"):
            yield Setting("js", f"{word}-{coding}", protocol, options={compression: coding})
        yield from of_profiles("js", word, protocol)
    yield Setting("js", "json-many", JSON, spans=1_500)
    yield Setting("js", "json-large", JSON, options={"PADDING": "500000"}, spans=5)
    yield Setting("js", "json-custom-paths", JSON, "headers_and_paths")


def java() -> Iterator[Setting]:
    compression = "OTEL_EXPORTER_OTLP_COMPRESSION"
    for sender, protocols in (
        ("java-okhttp", (GRPC, PROTO)),
        ("java-jdk", (PROTO,)),
        ("java-channel", (GRPC,)),
    ):
        for protocol in protocols:
            word = "grpc" if protocol == GRPC else "http"
            for coding in ("none", "gzip"):
                options: dict[str, object] = {compression: coding}
                yield Setting(sender, f"{word}-{coding}", protocol, options=options)
            yield from of_profiles(sender, word, protocol)
    yield Setting("java-okhttp", "http-many", PROTO, spans=1_500)
    yield Setting("java-okhttp", "grpc-many", GRPC, spans=1_500)
    yield Setting("java-okhttp", "http-custom-paths", PROTO, "headers_and_paths")


def of_profiles(sender: str, word: str, protocol: str) -> Iterator[Setting]:
    """The protected servers, for an SDK."""
    if sender != "java-channel":  # It trusts what the JVM trusts, whatever its settings are.
        yield Setting(sender, f"{word}-tls", protocol, "tls", tls=True)
        yield Setting(sender, f"{word}-mtls", protocol, "mtls", tls=True, identity=True)
    for name, value in (("basic", BASIC), ("bearer", BEARER)):
        headers: dict[str, object] = {
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=" + value.replace(" ", "%20")
        }
        yield Setting(sender, f"{word}-{name}", protocol, name, options=headers)


def telemetrygen() -> Iterator[Setting]:
    for protocol, word in ((GRPC, "grpc"), (PROTO, "http")):
        yield Setting("telemetrygen", word, protocol, spans=4)
        yield Setting("telemetrygen", f"{word}-tls", protocol, "tls", tls=True, spans=4)
        yield Setting(
            "telemetrygen", f"{word}-mtls", protocol, "mtls", tls=True, identity=True, spans=4
        )
        headers: dict[str, object] = {"otlp-header": f'Authorization="{BEARER}"'}
        yield Setting(
            "telemetrygen", f"{word}-bearer", protocol, "bearer", options=headers, spans=4
        )
        yield Setting("telemetrygen", f"{word}-many", protocol, spans=2_000)
    yield Setting("telemetrygen", "http-custom-paths", PROTO, "headers_and_paths", spans=4)


def collector() -> Iterator[Setting]:
    for coding in ("none", "gzip", "zstd", "snappy"):
        options: dict[str, object] = {"compression": coding}
        yield Setting("collector", f"grpc-{coding}", GRPC, options=options)
    for coding in ("none", "gzip", "zstd", "snappy", "zlib", "deflate", "lz4", "x-snappy-framed"):
        options = {"compression": coding}
        yield Setting("collector", f"http-{coding}", PROTO, options=options)
    for coding in ("none", "gzip", "zstd"):
        options = {"compression": coding, "encoding": "json"}
        yield Setting("collector", f"json-{coding}", JSON, options=options)
    for protocol, word in ((GRPC, "grpc"), (PROTO, "http")):
        yield Setting("collector", f"{word}-tls", protocol, "tls", tls=True)
        yield Setting("collector", f"{word}-mtls", protocol, "mtls", tls=True, identity=True)
        for name, value in (("basic", BASIC), ("bearer", BEARER)):
            headers: dict[str, object] = {"headers": {"authorization": value}}
            yield Setting("collector", f"{word}-{name}", protocol, name, options=headers)
        yield Setting("collector", f"{word}-many", protocol, spans=8_000)
    yield Setting("collector", "grpc-unix", GRPC, "unix")


def everything() -> list[Setting]:
    made = [*python(), *python_json(), *javascript(), *java(), *telemetrygen(), *collector()]
    ids = [one.id for one in made]
    if len(ids) != len(set(ids)):
        raise ValueError("two settings have one id")
    return made
