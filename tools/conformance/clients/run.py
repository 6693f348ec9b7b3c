#!/usr/bin/env python3
"""Sends with real OTLP clients in many settings and checks that all arrives; see ../README.md."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import yaml  # noqa: E402

from clients.settings import GRPC, Setting, everything  # noqa: E402
from suite import otlp, profile  # noqa: E402
from suite.adapter import ADAPTERS, arrived  # noqa: E402
from suite.case import Failed, equal  # noqa: E402
from suite.server import Launcher, Server, StartFailed, free_port  # noqa: E402

SECONDS = 60
PATHS = {"traces": "/custom/traces", "logs": "/custom/logs", "metrics": "/v2/metrics"}
# Variables that make a client trust other authorities than its settings name.
TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
# Which jar a Java setting does without, so that the other sender is the one found.
WITHOUT = {
    "java-okhttp": ("sender-jdk", "sender-grpc-managed-channel"),
    "java-jdk": ("sender-okhttp", "sender-grpc-managed-channel"),
    "java-channel": ("sender-okhttp", "sender-jdk"),
}


@dataclass(frozen=True)
class Programs:
    """Where the senders are; None for one that is not to be run."""

    python: str | None
    python_json: str | None
    node_modules: str | None
    java: str | None
    class_path: str | None
    telemetrygen: str | None
    collector: str | None

    def of(self, sender: str) -> str | None:
        return {
            "python": self.python,
            "python-json": self.python_json,
            "js": self.node_modules,
            "telemetrygen": self.telemetrygen,
            "collector": self.collector,
        }.get(sender, self.java and self.class_path)


class Senders:
    """Runs one setting against a running server."""

    def __init__(self, programs: Programs, directory: Path, drops: list[str]) -> None:
        self._programs = programs
        self._kept = [signal for signal in ("logs", "metrics") if signal not in drops]
        self._directory = directory
        self._classes: Path | None = None

    def run(self, setting: Setting, server: Server) -> None:
        """@raises Failed if the sender complains or something does not arrive"""
        mark = otlp.mark()
        if setting.sender == "telemetrygen":
            self._telemetrygen(setting, server, mark)
        elif setting.sender == "collector":
            self._collector(setting, server, mark)
        else:
            self._sdk(setting, server, mark)
        got = arrived(server.adapter, server.directory, "traces", mark, setting.spans)
        equal(len(got), setting.spans, "spans")
        for signal in self._kept:
            arrived(server.adapter, server.directory, signal, mark, 1)

    def _sdk(self, setting: Setting, server: Server, mark: str) -> None:
        environment = {
            **{key: value for key, value in os.environ.items() if key not in TRUST},
            "OTEL_SERVICE_NAME": "client",
            "OTEL_RESOURCE_ATTRIBUTES": f"mark={mark}",
            "OTEL_EXPORTER_OTLP_PROTOCOL": setting.protocol,
            "OTEL_METRIC_EXPORT_INTERVAL": "60000",
            "SPANS": str(setting.spans),
            **endpoints(setting, server),
            **{key: str(value) for key, value in setting.options.items()},
        }
        certificates = server.certificates
        assert certificates is not None
        if setting.tls:
            environment["OTEL_EXPORTER_OTLP_CERTIFICATE"] = str(certificates.ca)
        if setting.identity:
            pair = certificates.client
            environment["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = str(pair.cert)
            environment["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = str(pair.key)
        execute(self._command(setting.sender, environment), environment)

    def _command(self, sender: str, environment: dict[str, str]) -> list[str]:
        found = self._programs
        if sender == "js":
            environment["NODE_PATH"] = str(found.node_modules)
            return ["node", str(HERE / "js_client.js")]
        if sender.startswith("java-"):
            classes = self._compiled()
            jars = [
                jar
                for jar in str(found.class_path).split(":")
                if not any(word in Path(jar).name for word in WITHOUT[sender])
            ]
            return [str(found.java), "-cp", ":".join([str(classes), *jars]), "Client"]
        python = found.python if sender == "python" else found.python_json
        return [str(python), str(HERE / "python_client.py")]

    def _compiled(self) -> Path:
        if self._classes is None:
            self._classes = self._directory / "classes"
            javac = Path(str(self._programs.java)).with_name("javac")
            source = HERE / "java" / "Client.java"
            execute(
                [
                    str(javac),
                    "-d",
                    str(self._classes),
                    "-cp",
                    str(self._programs.class_path),
                    str(source),
                ],
                dict(os.environ),
            )
        return self._classes

    def _telemetrygen(self, setting: Setting, server: Server, mark: str) -> None:
        where = target(setting, server)
        shared = ["--otlp-endpoint", where, "--otlp-attributes", f'mark="{mark}"', "--rate", "0"]
        if setting.protocol != GRPC:
            shared.append("--otlp-http")
        certificates = server.certificates
        assert certificates is not None
        if setting.tls:
            shared += ["--ca-cert", str(certificates.ca)]
        else:
            shared.append("--otlp-insecure")
        if setting.identity:
            pair = certificates.client
            shared += ["--mtls", "--client-cert", str(pair.cert), "--client-key", str(pair.key)]
        for key, value in setting.options.items():
            shared += [f"--{key}", str(value)]
        counts = {
            "traces": ["--traces", str(setting.spans // 2), "--child-spans", "1"],
            "logs": ["--logs", "2"],
            "metrics": ["--metrics", "2"],
        }
        for signal, count in counts.items():
            path = []
            if setting.protocol != GRPC and setting.profile == "headers_and_paths":
                path = ["--otlp-http-url-path", PATHS[signal]]
            command = [str(self._programs.telemetrygen), signal, *shared, *count, *path]
            execute(command, dict(os.environ))

    def _collector(self, setting: Setting, server: Server, mark: str) -> None:
        """Starts a Collector that forwards to the server, and sends it the data."""
        directory = Path(tempfile.mkdtemp(prefix="collector-", dir=self._directory))
        port = free_port()
        receiver = {"protocols": {"http": {"endpoint": f"127.0.0.1:{port}"}}}
        exporter = collector_exporter(setting, server)
        pipeline = {"receivers": ["otlp"], "exporters": list(exporter)}
        document = {
            "receivers": {"otlp": receiver},
            "exporters": exporter,
            "service": {
                "telemetry": {"metrics": {"level": "none"}},
                "pipelines": {signal: pipeline for signal in otlp.SIGNALS},
            },
        }
        path = directory / "config.yaml"
        path.write_text(yaml.safe_dump(document))
        with (directory / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                [str(self._programs.collector), f"--config={path}"], stdout=log, stderr=log
            )
        relay = Server(process, directory, server.adapter)
        relay.http = ("127.0.0.1", port)
        try:
            relay.wait_until_listening()
            for signal in otlp.SIGNALS:
                items = setting.spans if signal == "traces" else 2
                body = otlp.body(signal, "proto", mark, items)
                equal(relay.post(otlp.PATHS[signal], body, otlp.PROTO).status, 200, "the relay")
            arrived(server.adapter, server.directory, "traces", mark, setting.spans)
        except Failed as problem:
            raise Failed(f"{problem}; the sender says: {relay.log()[-500:]}") from problem
        finally:
            relay.stop()


def endpoints(setting: Setting, server: Server) -> dict[str, str]:
    where = target(setting, server)
    scheme = "https" if setting.tls else "http"
    if isinstance(server.grpc, str):
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"unix://{server.grpc}",
            "OTEL_EXPORTER_OTLP_INSECURE": "true",
        }
    base = f"{scheme}://{where}"
    if setting.profile != "headers_and_paths":
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": base}
    return {
        f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT": base + path
        for signal, path in PATHS.items()
    }


def target(setting: Setting, server: Server) -> str:
    where = server.grpc if setting.protocol == GRPC else server.http
    assert where is not None
    return where if isinstance(where, str) else f"localhost:{where[1]}"


def collector_exporter(setting: Setting, server: Server) -> dict[str, Any]:
    certificates = server.certificates
    assert certificates is not None
    keys: dict[str, Any] = dict(setting.options)
    keys["sending_queue"] = {"enabled": False}
    keys["retry_on_failure"] = {"enabled": False}
    if setting.tls:
        keys["tls"] = {"ca_file": str(certificates.ca)}
        if setting.identity:
            keys["tls"]["cert_file"] = str(certificates.client.cert)
            keys["tls"]["key_file"] = str(certificates.client.key)
    else:
        keys["tls"] = {"insecure": True}
    where = target(setting, server)
    if setting.protocol == GRPC:
        keys["endpoint"] = f"unix://{where}" if where.startswith("/") else where
        return {"otlp_grpc": keys}
    keys["endpoint"] = f"{'https' if setting.tls else 'http'}://{where}"
    return {"otlp_http": keys}


def execute(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise Failed(f"the sender did not end in {SECONDS} s") from problem
    if done.returncode != 0:
        raise Failed(
            f"the sender ended with {done.returncode}: {(done.stderr + done.stdout)[-500:]}"
        )


def work(settings: list[Setting], senders: Senders, launcher: Launcher) -> list[dict[str, Any]]:
    verdicts: list[dict[str, Any]] = []
    groups: dict[str, list[Setting]] = defaultdict(list)
    for setting in settings:
        groups[setting.profile].append(setting)
    for name, group in groups.items():
        try:
            server = profile.start(name, launcher)
        except StartFailed as problem:
            for setting in group:
                verdicts.append(say(setting, f"profile {name} does not start: {problem}", 0.0))
            continue
        try:
            for setting in group:
                begin = time.monotonic()
                try:
                    senders.run(setting, server)
                    reason = ""
                except (Failed, StartFailed, OSError) as problem:
                    reason = str(problem)
                verdicts.append(say(setting, reason, time.monotonic() - begin))
        finally:
            server.stop()
    return verdicts


def say(setting: Setting, reason: str, seconds: float) -> dict[str, Any]:
    verdict = "fail" if reason else "pass"
    print(
        f"{verdict:4} {setting.id:32} {setting.protocol} to profile {setting.profile}", flush=True
    )
    if reason:
        print(f"     {' '.join(reason.split())[:400]}")
        if setting.collector:
            print(f"     (the Collector may fail this: {setting.collector})")
    return {
        "id": setting.id,
        "verdict": verdict,
        "reason": reason,
        "seconds": round(seconds, 2),
        "collector": setting.collector,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", help="command line, {config} where the file's path goes")
    parser.add_argument("--adapter", choices=sorted(ADAPTERS), default="treeline")
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="prefix, repeat")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true")
    parser.add_argument(
        "--drops",
        action="append",
        default=[],
        choices=("logs", "metrics"),
        help="the server answers these and keeps none: do not look for them",
    )
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--python", metavar="PROGRAM", help="with the OTLP exporters installed")
    parser.add_argument(
        "--python-json", metavar="PROGRAM", help="with opentelemetry-exporter-otlp-json-http"
    )
    parser.add_argument("--node-modules", metavar="DIR", help="with package.json installed")
    parser.add_argument("--java", metavar="PROGRAM", help="the java of a JDK")
    parser.add_argument(
        "--class-path", type=Path, metavar="FILE", help="as dependency:build-classpath writes it"
    )
    parser.add_argument("--telemetrygen", metavar="PROGRAM")
    parser.add_argument("--collector", metavar="PROGRAM")
    options = parser.parse_args()
    programs = Programs(
        options.python,
        options.python_json,
        options.node_modules,
        options.java or shutil.which("java"),
        options.class_path.read_text().strip() if options.class_path else None,
        options.telemetrygen,
        options.collector,
    )
    settings = [
        one
        for one in everything()
        if (not options.only or one.id.startswith(tuple(options.only)))
        and (options.list or programs.of(one.sender))
    ]
    if options.list:
        for setting in settings:
            print(f"{setting.id:32} {setting.protocol:14} {setting.profile}")
        print(f"{len(settings)} settings")
        return 0
    if not options.server:
        parser.error("--server is needed")
    with tempfile.TemporaryDirectory(prefix="otlp-clients-") as scratch:
        directory = Path(scratch)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            directory = Path(tempfile.mkdtemp(prefix="run-", dir=options.keep))
        adapter = ADAPTERS[options.adapter]()
        adapter.by_trace_id = False
        launcher = Launcher(options.server, adapter, directory.resolve())
        verdicts = work(settings, Senders(programs, directory, options.drops), launcher)
    if options.json is not None:
        options.json.write_text(json.dumps(verdicts, indent=1))
    failed = sum(one["verdict"] == "fail" for one in verdicts)
    print(f"{len(verdicts) - failed} passed, {failed} failed, {len(verdicts)} settings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
