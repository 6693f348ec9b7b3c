"""Starts a server under test with a Collector's YAML, and stops it."""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from suite.adapter import Adapter
from suite.certificates import Certificates
from suite.http1 import Address, Http1, Response, connect
from suite.http2 import Http2

START_SECONDS = 60.0
STOP_SECONDS = 30.0


class StartFailed(Exception):
    """The process ended, or did not listen in time; `status` is its exit status if it ended."""

    def __init__(self, status: int | None, log: str) -> None:
        super().__init__(f"exit status {status}: {log[-600:].strip()}")
        self.status = status
        self.log = log


_given: set[int] = set()
_giving = threading.Lock()


def free_port() -> int:
    """A port of loopback that nothing listens on and that was not given before."""
    with _giving:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port: int = probe.getsockname()[1]
            if port not in _given:
                _given.add(port)
                return port


class Server:
    """A started server. Addresses are None for what its configuration does not open."""

    def __init__(self, process: subprocess.Popen[bytes], directory: Path, adapter: Adapter) -> None:
        self.process = process
        self.directory = directory
        self.adapter = adapter
        self.grpc: Address | None = None
        self.http: Address | None = None
        self.health: Address | None = None
        self.metrics: Address | None = None
        self.certificates: Certificates | None = None

    @property
    def log_file(self) -> Path:
        return self.directory / "log.txt"

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def wait_until_listening(self) -> None:
        """Waits for receivers and health; @raises StartFailed if the process ends before that."""
        deadline = time.monotonic() + START_SECONDS
        for address in (self.grpc, self.http, self.health):
            while address is not None and not _listens(address):
                status = self.process.poll()
                if status is not None:
                    raise StartFailed(status, self.log())
                if time.monotonic() > deadline:
                    raise StartFailed(None, f"{address} is not listened on\n{self.log()}")
                time.sleep(0.05)
        while self.health is not None and self.get(self.health, "/").status != 200:
            if time.monotonic() > deadline:
                raise StartFailed(None, f"not healthy\n{self.log()}")
            time.sleep(0.05)

    def http1(self, **options: Any) -> Http1:
        assert self.http is not None
        return Http1(self.http, **options)

    def http2(self, **options: Any) -> Http2:
        assert self.grpc is not None
        return Http2(self.grpc, **options)

    def post(
        self, path: str, body: bytes, content_type: str | None, *headers: tuple[str, str]
    ) -> Response:
        """One POST on a connection of its own."""
        with self.http1() as client:
            return client.post(path, body, content_type, *headers)

    @staticmethod
    def get(address: Address, path: str) -> Response:
        """One GET; an address that refuses connections answers 0."""
        assert not isinstance(address, str)
        client = http.client.HTTPConnection(*address, timeout=10)
        try:
            client.request("GET", path)
            got = client.getresponse()
            return Response(got.status, got.getheaders(), got.read())
        except OSError:
            return Response(0, [], b"")
        finally:
            client.close()

    def counters(self) -> dict[str, float]:
        """The Prometheus samples, labels included in the name as they are written."""
        assert self.metrics is not None
        found = {}
        for line in self.get(self.metrics, "/metrics").body.decode().splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                found[name] = float(value)
        return found

    def stop(
        self, how: signal.Signals = signal.SIGTERM, within: float = STOP_SECONDS
    ) -> int | None:
        """Sends the signal and returns the exit status; None, and killed, if it does not end."""
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def _listens(address: Address) -> bool:
    try:
        connect(address, 5).close()
        return True
    except OSError:
        return False


class Launcher:
    """Starts servers from a command line with `{config}` where the configuration's path goes."""

    def __init__(self, command: str, adapter: Adapter, directory: Path) -> None:
        self._command = shlex.split(command)
        if sum("{config}" in word for word in self._command) != 1:
            raise ValueError("the server command needs {config} exactly once")
        if "/" in self._command[0]:
            self._command[0] = str(Path(self._command[0]).resolve())
        self.adapter = adapter
        self.directory = directory
        self.certificates = Certificates(directory / "certificates")
        self._count = 0

    @property
    def program(self) -> str:
        return self._command[0]

    def new_directory(self, name: str) -> Path:
        self._count += 1
        made = self.directory / f"{self._count:03}-{name}"
        made.mkdir()
        return made

    def arguments(self, configs: Sequence[str]) -> list[str]:
        """The command line; with several configurations their option is repeated."""
        made: list[str] = []
        for index, word in enumerate(self._command):
            if word == "{config}":
                option = made.pop()
                for config in configs:
                    made += [option, config]
            elif "{config}" in word:
                made += [self._command[index].replace("{config}", config) for config in configs]
            else:
                made.append(word)
        return made

    def start(
        self,
        configs: Sequence[Mapping[str, Any] | str],
        directory: Path,
        *,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        open_files: int | None = None,
    ) -> Server:
        """Starts without waiting. A mapping is written to a file; a text is passed as it is."""
        sources = [self._source(config, directory, i) for i, config in enumerate(configs)]
        words = self.arguments(sources) + list(arguments)
        if open_files is not None:
            words = ["sh", "-c", f'ulimit -n {open_files}; exec "$@"', "sh", *words]
        with (directory / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                words,
                cwd=directory,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(process, directory, self.adapter)
        server.certificates = self.certificates
        return server

    @staticmethod
    def _source(config: Mapping[str, Any] | str, directory: Path, index: int) -> str:
        if isinstance(config, str):
            return config
        path = directory / f"config-{index}.yaml"
        path.write_text(yaml.safe_dump(dict(config), sort_keys=False))
        return str(path)
