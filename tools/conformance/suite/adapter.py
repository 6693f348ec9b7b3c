"""How one server keeps what it received, and how to read that back."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from suite.case import Failed

ARRIVAL_SECONDS = 5.0
ABSENCE_SECONDS = 0.2
_LISTS = {
    "traces": ("resourceSpans", "scopeSpans", "spans"),
    "logs": ("resourceLogs", "scopeLogs", "logRecords"),
    "metrics": ("resourceMetrics", "scopeMetrics", "metrics"),
}


class Adapter(Protocol):
    """What differs between servers."""

    name: str
    by_trace_id: bool  # Whether a mark is the trace id of what is sent, as in all cases it is.

    def exporter(self, directory: Path) -> dict[str, Any]:
        """The exporter that keeps data, as {id: configuration}."""

    def extensions(self) -> dict[str, Any]:
        """Extensions that reading back needs."""

    def validate(self, program: str, config: Path) -> list[str]:
        """The command that checks a file without running it."""

    def documents(self, directory: Path, signal: str, mark: str) -> Iterator[dict[str, Any]]:
        """OTLP/JSON documents that may hold what was sent under that mark."""


class CollectorAdapter:
    """The OpenTelemetry Collector with its file exporter."""

    name = "collector"
    by_trace_id = True

    def exporter(self, directory: Path) -> dict[str, Any]:
        path = str(directory / "received.jsonl")
        return {"file": {"path": path, "append": True, "flush_interval": "50ms"}}

    def extensions(self) -> dict[str, Any]:
        return {}

    def validate(self, program: str, config: Path) -> list[str]:
        return [program, "validate", f"--config={config}"]

    def documents(self, directory: Path, signal: str, mark: str) -> Iterator[dict[str, Any]]:
        path = directory / "received.jsonl"
        if not path.exists():
            return
        # Text that is not UTF-8 is stored, and written, as it came.
        for line in path.read_bytes().decode(errors="replace").split("\n"):
            if mark in line and line.endswith("}"):  # The last line may be half written.
                yield json.loads(line)


class TreelineAdapter:
    """Treeline and its reading port, which `endpoints.json` in its directory names."""

    name = "treeline"
    by_trace_id = True

    def exporter(self, directory: Path) -> dict[str, Any]:
        data = str(directory / "data")
        return {"treeline": {"directory": data, "logs": "all", "metrics": "keep"}}

    def extensions(self) -> dict[str, Any]:
        return {"treeline_query": {"endpoint": "127.0.0.1:0"}}

    def validate(self, program: str, config: Path) -> list[str]:
        return [program, "validate", str(config)]

    def documents(self, directory: Path, signal: str, mark: str) -> Iterator[dict[str, Any]]:
        endpoints = json.loads((directory / "data" / "endpoints.json").read_text())
        known = signal == "traces" and self.by_trace_id
        path = f"/api/v1/traces/{mark}" if known else "/api/v1/export"
        client = http.client.HTTPConnection(endpoints["query"], timeout=10)
        try:
            client.request("GET", path, headers={"Accept": "application/json"})
            answer = client.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            client.close()
        if answer.status == 200:
            for line in text.split("\n"):
                if mark in line:
                    yield json.loads(line)


ADAPTERS: dict[str, Callable[[], Adapter]] = {
    "collector": CollectorAdapter,
    "treeline": TreelineAdapter,
}


def arrived(
    adapter: Adapter, directory: Path, signal: str, mark: str, items: int = 1
) -> list[dict[str, Any]]:
    """The spans, log records or metrics stored under that mark, waited for until there are `items`.

    Each is the OTLP/JSON object with its resource beside it under `resource` and its scope under
    `scope`.
    """
    deadline = time.monotonic() + ARRIVAL_SECONDS
    while True:
        found = list(_items(adapter.documents(directory, signal, mark), signal, mark))
        if len(found) >= items:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"of {items} {signal} items {len(found)} arrived")
        time.sleep(0.1)


def never_arrived(adapter: Adapter, directory: Path, signal: str, mark: str) -> None:
    """Nothing of that mark is stored, a while after it could have been."""
    time.sleep(ABSENCE_SECONDS)
    found = list(_items(adapter.documents(directory, signal, mark), signal, mark))
    if found:
        raise Failed(f"{len(found)} {signal} items of a refused request were stored")


def _items(documents: Iterator[dict[str, Any]], signal: str, mark: str) -> Iterator[dict[str, Any]]:
    resources, scopes, items = _LISTS[signal]
    for document in documents:
        for resource in document.get(resources, []):
            owner = resource.get("resource", {})
            marked = _has_mark(owner, mark)
            for scope in resource.get(scopes, []):
                for item in scope.get(items, []):
                    if marked or item.get("traceId", "").lower() == mark:
                        yield {**item, "resource": owner, "scope": scope.get("scope", {})}


def _has_mark(resource: dict[str, Any], mark: str) -> bool:
    return any(
        pair.get("key") == "mark" and pair.get("value", {}).get("stringValue") == mark
        for pair in resource.get("attributes", [])
    )
