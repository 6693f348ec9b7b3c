"""J12: bodies of the shape of the opentelemetry-proto examples, each signal with all its kinds."""

from __future__ import annotations

import json
from typing import Any

from cases.http_basics import accepted
from suite import codec, otlp
from suite.adapter import arrived
from suite.case import case, equal
from suite.server import Server

Json = dict[str, Any]
START = "1544712660000000000"
END = "1544712661000000000"


def text(key: str, value: str) -> Json:
    return {"key": key, "value": {"stringValue": value}}


def resource(mark: str) -> Json:
    return {
        "attributes": [text("service.name", "example"), text("mark", mark)],
        "droppedAttributesCount": 1,
    }


SCOPE = {
    "name": "library",
    "version": "1.0.0",
    "attributes": [text("scope.attribute", "some value")],
    "droppedAttributesCount": 0,
}


def trace(mark: str) -> Json:
    span = {
        "traceId": mark.upper(),
        "spanId": "EEE19B7EC3C1B174",
        "parentSpanId": "EEE19B7EC3C1B173",
        "traceState": "vendor=1",
        "flags": 257,
        "name": "server span",
        "startTimeUnixNano": START,
        "endTimeUnixNano": END,
        "kind": 2,
        "attributes": [text("span.attribute", "value")],
        "droppedAttributesCount": 0,
        "events": [
            {
                "timeUnixNano": START,
                "name": "event",
                "attributes": [text("a", "b")],
                "droppedAttributesCount": 0,
            }
        ],
        "droppedEventsCount": 0,
        "links": [
            {
                "traceId": mark,
                "spanId": "eee19b7ec3c1b175",
                "traceState": "a=1",
                "flags": 1,
                "attributes": [text("l", "m")],
                "droppedAttributesCount": 0,
            }
        ],
        "droppedLinksCount": 0,
        "status": {"code": 1, "message": "fine"},
    }
    scope = {"scope": SCOPE, "spans": [span], "schemaUrl": "https://example/1"}
    return {
        "resourceSpans": [
            {"resource": resource(mark), "scopeSpans": [scope], "schemaUrl": "https://example/2"}
        ]
    }


def metrics(mark: str) -> Json:
    times = {"startTimeUnixNano": START, "timeUnixNano": END}
    point = {**times, "attributes": [text("point.attribute", "value")]}
    exemplar = {
        "timeUnixNano": END,
        "asDouble": 2.5,
        "traceId": mark,
        "spanId": "eee19b7ec3c1b174",
        "filteredAttributes": [text("x", "y")],
    }
    buckets = {"offset": 1, "bucketCounts": ["0", "2"]}
    kinds = {
        "sum": {
            "aggregationTemporality": 1,
            "isMonotonic": True,
            "dataPoints": [{**point, "asDouble": 5, "exemplars": [exemplar]}],
        },
        "gauge": {"dataPoints": [{**point, "asInt": "10"}]},
        "histogram": {
            "aggregationTemporality": 2,
            "dataPoints": [
                {
                    **point,
                    "count": "2",
                    "sum": 2,
                    "bucketCounts": ["1", "1"],
                    "explicitBounds": [1],
                    "min": 0,
                    "max": 2,
                }
            ],
        },
        "exponentialHistogram": {
            "aggregationTemporality": 1,
            "dataPoints": [
                {
                    **point,
                    "count": "3",
                    "sum": 10,
                    "scale": 0,
                    "zeroCount": "1",
                    "min": 0,
                    "max": 5,
                    "zeroThreshold": 0,
                    "positive": buckets,
                    "negative": buckets,
                }
            ],
        },
        "summary": {
            "dataPoints": [
                {
                    **point,
                    "count": "2",
                    "sum": 3.5,
                    "quantileValues": [
                        {"quantile": 0.5, "value": 1.5},
                        {"quantile": 1, "value": 2},
                    ],
                }
            ]
        },
    }
    listed = [
        {
            "name": f"my.{kind}",
            "unit": "1",
            "description": "text",
            "metadata": [text("m", "n")],
            kind: data,
        }
        for kind, data in kinds.items()
    ]
    scope = {"scope": SCOPE, "metrics": listed}
    return {"resourceMetrics": [{"resource": resource(mark), "scopeMetrics": [scope]}]}


def logs(mark: str) -> Json:
    values = {"arrayValue": {"values": [{"stringValue": "many"}, {"stringValue": "values"}]}}
    record = {
        "timeUnixNano": START,
        "observedTimeUnixNano": END,
        "severityNumber": 10,
        "severityText": "Information",
        "traceId": mark.upper(),
        "spanId": "EEE19B7EC3C1B174",
        "flags": 1,
        "body": {"stringValue": "Example log record"},
        "attributes": [
            text("string.attribute", "some string"),
            {"key": "boolean.attribute", "value": {"boolValue": True}},
            {"key": "int.attribute", "value": {"intValue": "10"}},
            {"key": "double.attribute", "value": {"doubleValue": 637.704}},
            {"key": "array.attribute", "value": values},
            {"key": "map.attribute", "value": {"kvlistValue": {"values": [text("k", "v")]}}},
        ],
        "droppedAttributesCount": 2,
    }
    scope = {"scope": SCOPE, "logRecords": [record]}
    return {"resourceLogs": [{"resource": resource(mark), "scopeLogs": [scope]}]}


def events(mark: str) -> Json:
    document = logs(mark)
    record = document["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]
    record["eventName"] = "browser.page_view"
    record["body"] = {
        "kvlistValue": {
            "values": [
                {"key": "type", "value": {"intValue": "0"}},
                text("url", "https://example/"),
            ]
        }
    }
    return document


EXAMPLES = {
    "trace": {"signal": "traces", "make": trace},
    "metrics": {"signal": "metrics", "make": metrics},
    "logs": {"signal": "logs", "make": logs},
    "events": {"signal": "logs", "make": events},
}
ITEMS = {"traces": 1, "metrics": 5, "logs": 1}


@case("J12", "the {label} example is taken and arrives", each=EXAMPLES)
def example(server: Server, signal: str, make: Any) -> None:
    mark = otlp.mark()
    body = json.dumps(make(mark), indent=2).encode()
    accepted(server.post(otlp.PATHS[signal], body, otlp.JSON), signal, "json")
    arrived(server.adapter, server.directory, signal, mark, ITEMS[signal])


@case("J12", "the {label} example compressed with gzip is taken", each=EXAMPLES)
def example_gzip(server: Server, signal: str, make: Any) -> None:
    body = codec.HTTP["gzip"](json.dumps(make(otlp.mark())).encode())
    field = ("Content-Encoding", "gzip")
    accepted(server.post(otlp.PATHS[signal], body, otlp.JSON, field), signal, "json")


@case("J12", "every field of the trace example arrives as sent")
def whole_trace(server: Server) -> None:
    mark = otlp.mark()
    document = trace(mark)
    accepted(server.post("/v1/traces", json.dumps(document).encode(), otlp.JSON), "traces", "json")
    span = arrived(server.adapter, server.directory, "traces", mark)[0]
    sent = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    sent = {**sent, "resource": resource(mark), "scope": SCOPE}
    equal(canonical(span), canonical(sent), "span")


def canonical(value: Any, key: str = "") -> Any:
    """Ids in lower case, numbers as text, defaults left out: a writer may choose these."""
    if isinstance(value, dict):
        made = {name: canonical(one, name) for name, one in value.items()}
        return {name: one for name, one in sorted(made.items()) if one not in ("", "0", [], {})}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    if key in ("traceId", "spanId", "parentSpanId"):
        return value.lower()
    return value if isinstance(value, bool) else str(value)
