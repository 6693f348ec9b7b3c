"""OTLP requests with a mark that finds them again, and what answers must look like."""

from __future__ import annotations

import base64
import json
import os
import time
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError, Message
from google.rpc import status_pb2
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as traces

from suite.case import Failed, check

PROTO = "application/x-protobuf"
JSON = "application/json"
TYPES = {"proto": PROTO, "json": JSON}
SIGNALS = ("traces", "logs", "metrics")
PATHS = {signal: f"/v1/{signal}" for signal in SIGNALS}
METHODS = {
    "traces": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    "logs": "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    "metrics": "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    "profiles": "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
}
RESPONSES: dict[str, type[Message]] = {
    "traces": traces.ExportTraceServiceResponse,
    "logs": logs.ExportLogsServiceResponse,
    "metrics": metrics.ExportMetricsServiceResponse,
}


def mark() -> str:
    """A trace id of its own, in hex: the name under which a case's data is found."""
    return os.urandom(16).hex()


def request(signal: str, marked: str, items: int = 1, padding: int = 0) -> Message:
    """`items` spans, log records or data points in one request; `padding` bytes of text besides."""
    build = {"traces": _traces, "logs": _logs, "metrics": _metrics}[signal]
    return build(marked, items, "x" * padding)


def body(signal: str, encoding: str, marked: str, items: int = 1, padding: int = 0) -> bytes:
    return encode(request(signal, marked, items, padding), encoding)


def encode(message: Message, encoding: str) -> bytes:
    if encoding == "proto":
        return message.SerializeToString()
    return json.dumps(as_json(message)).encode()


def as_json(message: Message) -> dict[str, Any]:
    """OTLP/JSON: the standard mapping with ids in hex and enums as numbers."""
    document = MessageToDict(message, use_integers_for_enums=True)
    _ids_to_hex(document)
    return document


def _ids_to_hex(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _ids_to_hex(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("traceId", "spanId", "parentSpanId"):
                node[key] = base64.b64decode(value).hex()
            else:
                _ids_to_hex(value)


def _attribute(owner: Any, key: str, value: str) -> None:
    pair = owner.add()
    pair.key = key
    pair.value.string_value = value


def _traces(marked: str, items: int, padding: str) -> Message:
    message = traces.ExportTraceServiceRequest()
    resource = message.resource_spans.add()
    _attribute(resource.resource.attributes, "service.name", "conformance")
    _attribute(resource.resource.attributes, "mark", marked)
    scope = resource.scope_spans.add()
    scope.scope.name = "suite"
    now = time.time_ns()
    for index in range(items):
        span = scope.spans.add()
        span.trace_id = bytes.fromhex(marked)
        span.span_id = (index + 1).to_bytes(8, "big")
        span.name = f"span {index}"
        span.kind = 2
        span.start_time_unix_nano = now
        span.end_time_unix_nano = now + 1_000_000
        if padding and index == 0:
            _attribute(span.attributes, "padding", padding)
    return message


def _logs(marked: str, items: int, padding: str) -> Message:
    message = logs.ExportLogsServiceRequest()
    resource = message.resource_logs.add()
    _attribute(resource.resource.attributes, "service.name", "conformance")
    _attribute(resource.resource.attributes, "mark", marked)
    scope = resource.scope_logs.add()
    for index in range(items):
        record = scope.log_records.add()
        record.time_unix_nano = time.time_ns()
        record.severity_number = 9
        record.trace_id = bytes.fromhex(marked)
        record.span_id = (index + 1).to_bytes(8, "big")
        record.body.string_value = f"record {index}"
        if padding and index == 0:
            _attribute(record.attributes, "padding", padding)
    return message


def _metrics(marked: str, items: int, padding: str) -> Message:
    message = metrics.ExportMetricsServiceRequest()
    resource = message.resource_metrics.add()
    _attribute(resource.resource.attributes, "service.name", "conformance")
    _attribute(resource.resource.attributes, "mark", marked)
    scope = resource.scope_metrics.add()
    metric = scope.metrics.add()
    metric.name = "conformance.points"
    metric.description = padding
    metric.sum.is_monotonic = True
    metric.sum.aggregation_temporality = 2
    for index in range(items):
        point = metric.sum.data_points.add()
        point.time_unix_nano = time.time_ns()
        point.as_int = index
    return message


def sized(signal: str, encoding: str, marked: str, size: int) -> bytes:
    """A valid body of exactly `size` bytes."""
    padding = size - len(body(signal, encoding, marked))
    for _ in range(6):
        made = body(signal, encoding, marked, padding=padding)
        if len(made) == size:
            return made
        padding += size - len(made)
    raise AssertionError(f"no {signal} body of {size} bytes in {encoding}")


def success(signal: str, encoding: str, answer: bytes) -> None:
    """The body is an Export response that rejects nothing and warns of nothing."""
    if encoding == "json":
        document = _json(answer)
        check(not any(document.values()), f"partial success in {document}")
        check(set(document) <= {"partialSuccess"}, f"unknown keys in {document}")
        return
    response = RESPONSES[signal]()
    response.ParseFromString(answer)
    check(response.partial_success == type(response.partial_success)(), f"partial: {response}")


def error(encoding: str, answer: bytes) -> status_pb2.Status:
    """The body is a google.rpc.Status with a message."""
    status = status_pb2.Status()
    if encoding == "json":
        document = _json(answer)
        status.code = int(document.get("code", 0))
        status.message = document.get("message", "")
        check("message" in document or "code" in document, f"no google.rpc.Status: {document}")
    else:
        try:
            status.ParseFromString(answer)
        except DecodeError as problem:
            raise Failed(f"no google.rpc.Status: {answer[:80]!r} ({problem})") from problem
    check(status.message, f"the Status has no message: {answer[:80]!r}")
    return status


def _json(answer: bytes) -> dict[str, Any]:
    try:
        document = json.loads(answer)
    except ValueError as problem:
        raise Failed(f"not JSON: {answer[:80]!r} ({problem})") from problem
    check(isinstance(document, dict), f"not a JSON object: {answer[:80]!r}")
    return document
