"""J01-J12: OTLP/JSON as it is sent, and what is stored of it."""

from __future__ import annotations

import json
from typing import Any

from cases.http_basics import accepted, refused
from suite import otlp
from suite.adapter import arrived, never_arrived
from suite.case import case, check, equal, named
from suite.server import Server

Json = dict[str, Any]


def span_text(mark: str, fields: str = "") -> str:
    """A request of one span; `fields` is JSON text put behind the ids."""
    comma = "," if fields else ""
    return (
        '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":'
        '{"stringValue":"json"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"'
        + mark
        + '","spanId":"00f067aa0ba902b7","name":"n","startTimeUnixNano":"1700000000000000001",'
        + '"endTimeUnixNano":"1700000000000000002"'
        + comma
        + fields
        + "}]}]}]}"
    )


def sent(server: Server, text: str, mark: str) -> Json:
    """Posts traces that must be taken and returns the span that arrived."""
    accepted(server.post("/v1/traces", text.encode(), otlp.JSON), "traces", "json")
    return arrived(server.adapter, server.directory, "traces", mark)[0]


def stored_with(server: Server, fields: str) -> Json:
    mark = otlp.mark()
    return sent(server, span_text(mark, fields), mark)


def attribute(span: Json, key: str) -> Json:
    """The AnyValue of that attribute, its numbers as numbers."""
    found = [pair.get("value", {}) for pair in span.get("attributes", []) if pair["key"] == key]
    check(found, f"no attribute {key} in {span.get('attributes')}")
    return plain(found[0])


def plain(value: Any) -> Any:
    """64-bit integers may be text in JSON: compared as numbers."""
    if isinstance(value, dict):
        return {key: int(one) if key == "intValue" else plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


IDS = {
    "lower": {"change": str.lower},
    "upper": {"change": str.upper},
    "mixed": {"change": str.title},
}


@case("J01", "ids in {label} case are the same ids", each=IDS)
def hex_case(server: Server, change: Any) -> None:
    mark = otlp.mark()
    text = span_text(mark, '"parentSpanId":"00F067AA0BA902AB"').replace(mark, change(mark))
    span = sent(server, text, mark)
    equal(span["traceId"], mark, "traceId")
    equal(span["spanId"], "00f067aa0ba902b7", "spanId")
    equal(span["parentSpanId"], "00f067aa0ba902ab", "parentSpanId")


@case("J01", "ids of links are hex")
def link_ids(server: Server) -> None:
    trace = otlp.mark()
    span = stored_with(server, f'"links":[{{"traceId":"{trace}","spanId":"00F067AA0BA902B8"}}]')
    equal(span["links"][0]["traceId"], trace, "traceId")
    equal(span["links"][0]["spanId"], "00f067aa0ba902b8", "spanId")


@case("J01", "ids of log records are hex")
def log_ids(server: Server) -> None:
    mark = otlp.mark()
    text = (
        '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","traceId":"%s",'
        '"spanId":"00F067AA0BA902B8","severityNumber":9,"body":{"stringValue":"b"}}]}]}]}'
        % mark.upper()
    )
    accepted(server.post("/v1/logs", text.encode(), otlp.JSON), "logs", "json")
    record = arrived(server.adapter, server.directory, "logs", mark)[0]
    equal(record["spanId"], "00f067aa0ba902b8", "spanId")


@case("J01", "ids of exemplars are hex")
def exemplar_ids(server: Server) -> None:
    mark = otlp.mark()
    text = json.dumps(
        metric_document(
            mark,
            {
                "asInt": "1",
                "exemplars": [
                    {
                        "traceId": mark.upper(),
                        "spanId": "00F067AA0BA902B8",
                        "timeUnixNano": "1",
                        "asDouble": 1.5,
                    }
                ],
            },
        )
    )
    accepted(server.post("/v1/metrics", text.encode(), otlp.JSON), "metrics", "json")
    metric = arrived(server.adapter, server.directory, "metrics", mark)[0]
    equal(metric["gauge"]["dataPoints"][0]["exemplars"][0]["traceId"].lower(), mark, "traceId")


def metric_document(mark: str, point: Json, kind: str = "gauge") -> Json:
    resource = {"attributes": [{"key": "mark", "value": {"stringValue": mark}}]}
    metric = {"name": "m", kind: {"dataPoints": [{"timeUnixNano": "1", **point}]}}
    return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": [metric]}]}]}


WRONG_IDS = {
    "trace-short": {"field": "traceId", "value": "5b8efff798038103d269b633813fc6"},
    "trace-long": {"field": "traceId", "value": "5b8efff798038103d269b633813fc60c00"},
    "trace-odd": {"field": "traceId", "value": "5b8efff798038103d269b633813fc60"},
    "trace-not-hex": {"field": "traceId", "value": "zb8efff798038103d269b633813fc60c"},
    "trace-base64": {"field": "traceId", "value": "W47/95gDgQPSabYzgT/GDA=="},
    "span-short": {"field": "spanId", "value": "eee19b7ec3c1b1"},
    "span-long": {"field": "spanId", "value": "eee19b7ec3c1b17400"},
    "span-not-hex": {"field": "spanId", "value": "xee19b7ec3c1b174"},
    "parent-short": {"field": "parentSpanId", "value": "eee1"},
}


@case("J02", "{field} {value} is refused: 400, or that span alone", each=WRONG_IDS)
def wrong_id(server: Server, field: str, value: str) -> None:
    mark = otlp.mark()
    document = json.loads(span_text(mark))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0][field] = value
    response = server.post("/v1/traces", json.dumps(document).encode(), otlp.JSON)
    if response.status == 200:
        partial = json.loads(response.body).get("partialSuccess", {})
        equal(int(partial.get("rejectedSpans", 0)), 1, "rejectedSpans")
        check(partial.get("errorMessage"), "no errorMessage")
    else:
        refused(response, 400, "json")


@case(
    "J02",
    "a wrong id of a link, log record or exemplar is refused or dropped ({label})",
    each={
        "log": {
            "signal": "logs",
            "text": '{"resourceLogs":[{"scopeLogs":[{"logRecords":'
            '[{"traceId":"00","body":{"stringValue":"x"}}]}]}]}',
        },
        "link": {
            "signal": "traces",
            "text": span_text("0" * 31 + "1", '"links":[{"traceId":"00"}]'),
        },
    },
)
def wrong_inner_id(server: Server, signal: str, text: str) -> None:
    response = server.post(otlp.PATHS[signal], text.encode(), otlp.JSON)
    check(response.status in (200, 400), f"status {response.status}")


@case("J02", "an empty parentSpanId is no parent")
def empty_parent(server: Server) -> None:
    equal(stored_with(server, '"parentSpanId":""').get("parentSpanId", ""), "", "parentSpanId")


@case("J03", "enums as numbers are kept")
def enum_numbers(server: Server) -> None:
    span = stored_with(server, '"kind":3,"status":{"code":2,"message":"m"}')
    equal((span["kind"], span["status"]["code"]), (3, 2), "kind and status code")


@case("J03", "enum names are taken as the Collector takes them")
def enum_names(server: Server) -> None:
    fields = '"kind":"SPAN_KIND_CLIENT","status":{"code":"STATUS_CODE_ERROR"}'
    span = stored_with(server, fields)
    equal((span["kind"], span["status"]["code"]), (3, 2), "kind and status code")


@case(
    "J03",
    "enum names in logs and metrics are taken ({label})",
    each={
        "severity": {
            "signal": "logs",
            "text": '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{'
            '"severityNumber":"SEVERITY_NUMBER_INFO"}]}]}]}',
        },
        "temporality": {
            "signal": "metrics",
            "text": '{"resourceMetrics":[{"scopeMetrics":[{"metrics":'
            '[{"name":"m","sum":{"aggregationTemporality":'
            '"AGGREGATION_TEMPORALITY_CUMULATIVE","dataPoints":[{"asInt":"1"}]}}]}]}]}',
        },
    },
)
def enum_names_elsewhere(server: Server, signal: str, text: str) -> None:
    accepted(server.post(otlp.PATHS[signal], text.encode(), otlp.JSON), signal, "json")


@case("J03", "an enum number that is not defined is taken")
def enum_unknown(server: Server) -> None:
    mark = otlp.mark()
    text = span_text(mark, '"kind":77').encode()
    accepted(server.post("/v1/traces", text, otlp.JSON), "traces", "json")


UNKNOWN_VALUES = {
    "number": "1",
    "text": '"x"',
    "null": "null",
    "object": '{"a":{"b":[1,{"c":null}]}}',
    "array": "[[1],[{}]]",
}


@case(
    "J04",
    "an unknown field ({label}) is ignored at every level",
    each=named(UNKNOWN_VALUES, "kind"),
)
def unknown_fields(server: Server, kind: str) -> None:
    value = UNKNOWN_VALUES[kind]
    mark = otlp.mark()
    text = span_text(
        mark,
        '"attributes":[{"key":"a","value":{"stringValue":"b"}}],'
        '"events":[{"name":"e","timeUnixNano":"5"}],"links":[{"traceId":"%s","spanId":'
        '"00f067aa0ba902b8"}],"status":{"code":1}' % mark,
    )
    text = text.replace("{", '{"unknownField":%s,' % value).replace(",}", "}")
    span = sent(server, text, mark)
    equal(attribute(span, "a"), {"stringValue": "b"}, "attribute")
    equal(span["events"][0]["name"], "e", "event")


@case("J04", "unknown fields of {signal} are ignored", each=named(otlp.SIGNALS, "signal"))
def unknown_in_signal(server: Server, signal: str) -> None:
    text = otlp.body(signal, "json", otlp.mark()).decode()
    text = text.replace("{", '{"futureField":{"x":[1,2]},').replace(",}", "}")
    accepted(server.post(otlp.PATHS[signal], text.encode(), otlp.JSON), signal, "json")


@case("J05", "lowerCamelCase keys: every field of a span arrives")
def camel_case(server: Server) -> None:
    fields = (
        '"traceState":"a=1","flags":257,"droppedAttributesCount":1,"droppedEventsCount":2,'
        '"droppedLinksCount":3'
    )
    span = stored_with(server, fields)
    equal(span["traceState"], "a=1", "traceState")
    equal(int(span["flags"]), 257, "flags")
    counts = [int(span[f"dropped{one}Count"]) for one in ("Attributes", "Events", "Links")]
    equal(counts, [1, 2, 3], "dropped counts")


@case("J05", "snake_case keys are taken as the Collector takes them")
def snake_case(server: Server) -> None:
    mark = otlp.mark()
    text = (
        '{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"%s","span_id":'
        '"00f067aa0ba902b7","parent_span_id":"00f067aa0ba902b8","name":"n",'
        '"start_time_unix_nano":"7","end_time_unix_nano":"8","dropped_events_count":2,'
        '"attributes":[{"key":"a","value":{"int_value":"5"}}]}]}]}]}' % mark
    )
    span = sent(server, text, mark)
    equal(span["parentSpanId"], "00f067aa0ba902b8", "parentSpanId")
    equal(int(span["startTimeUnixNano"]), 7, "startTimeUnixNano")
    equal(attribute(span, "a"), {"intValue": 5}, "attribute")


NUMBERS = {
    "time-as-text": {
        "field": "startTimeUnixNano",
        "text": '"1700000000000000123"',
        "value": 1700000000000000123,
    },
    "time-as-number": {
        "field": "startTimeUnixNano",
        "text": "1700000000000000123",
        "value": 1700000000000000123,
    },
    "count-as-number": {"field": "droppedEventsCount", "text": "3", "value": 3},
    "count-as-text": {"field": "droppedEventsCount", "text": '"3"', "value": 3},
    "largest-time": {
        "field": "startTimeUnixNano",
        "text": '"18446744073709551615"',
        "value": 18446744073709551615,
    },
    "flags-as-text": {"field": "flags", "text": '"256"', "value": 256},
}


@case("J06", "{field}: {text} is {value}", each=NUMBERS)
def numbers(server: Server, field: str, text: str, value: int) -> None:
    mark = otlp.mark()
    body = span_text(mark)
    if field == "startTimeUnixNano":
        body = body.replace('"1700000000000000001"', text)
    else:
        body = span_text(mark, f'"{field}":{text}')
    equal(int(sent(server, body, mark)[field]), value, field)


ANY_VALUES = {
    "string": ('{"stringValue":"s"}', {"stringValue": "s"}),
    "empty-string": ('{"stringValue":""}', {"stringValue": ""}),
    "escapes": (r'{"stringValue":"\u00e9\n\"\\\/\ud83d\ude00"}', {"stringValue": 'é\n"\\/😀'}),
    "utf-8": ('{"stringValue":"é😀"}', {"stringValue": "é😀"}),
    "true": ('{"boolValue":true}', {"boolValue": True}),
    "false": ('{"boolValue":false}', {"boolValue": False}),
    "int-text": ('{"intValue":"-5"}', {"intValue": -5}),
    "int-number": ('{"intValue":5}', {"intValue": 5}),
    "int-largest": ('{"intValue":"9223372036854775807"}', {"intValue": 9223372036854775807}),
    "int-smallest": ('{"intValue":"-9223372036854775808"}', {"intValue": -9223372036854775808}),
    "double": ('{"doubleValue":1.5}', {"doubleValue": 1.5}),
    "double-exponent": ('{"doubleValue":-1e3}', {"doubleValue": -1000.0}),
    "double-whole": ('{"doubleValue":3}', {"doubleValue": 3.0}),
    "double-text": ('{"doubleValue":"2.5"}', {"doubleValue": 2.5}),
    "bytes": ('{"bytesValue":"AQL/"}', {"bytesValue": "AQL/"}),
    "bytes-padded": ('{"bytesValue":"AQ=="}', {"bytesValue": "AQ=="}),
    "array": (
        '{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"x"}]}}',
        {"arrayValue": {"values": [{"intValue": 1}, {"stringValue": "x"}]}},
    ),
    "map": (
        '{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":'
        '[{"boolValue":true}]}}}]}}',
        {
            "kvlistValue": {
                "values": [{"key": "k", "value": {"arrayValue": {"values": [{"boolValue": True}]}}}]
            }
        },
    ),
}


@case("G29", "an attribute value of JSON arrives as sent ({label})", each=named(ANY_VALUES, "kind"))
def any_value(server: Server, kind: str) -> None:
    text, expected = ANY_VALUES[kind]
    span = stored_with(server, '"attributes":[{"key":"a","value":%s}]' % text)
    equal(attribute(span, "a"), expected, "value")


@case(
    "G29",
    "an attribute without a value, or with an empty one, is taken ({label})",
    each={
        "absent": {"text": '{"key":"a"}'},
        "empty": {"text": '{"key":"a","value":{}}'},
        "null": {"text": '{"key":"a","value":null}'},
    },
)
def no_value(server: Server, text: str) -> None:
    span = stored_with(server, '"attributes":[%s]' % text)
    check(not any(attribute(span, "a").values()), "a value was made up")


@case("J07", "bytes that are not base64 are answered 400")
def not_base64(server: Server) -> None:
    mark = otlp.mark()
    text = span_text(mark, '"attributes":[{"key":"a","value":{"bytesValue":"!!"}}]')
    refused(server.post("/v1/traces", text.encode(), otlp.JSON), 400, "json")
    never_arrived(server.adapter, server.directory, "traces", mark)


BASE64 = {"url-safe": ('"AQL_"', "AQL/"), "unpadded": ('"AQ"', "AQ==")}


@case(
    "J07",
    "base64 in the {kind} form is decoded too (proto3 JSON accepts both)",
    each=named(BASE64, "kind"),
    collector="takes the standard padded alphabet only",
)
def other_base64(server: Server, kind: str) -> None:
    text, expected = BASE64[kind]
    span = stored_with(server, '"attributes":[{"key":"a","value":{"bytesValue":%s}}]' % text)
    equal(attribute(span, "a"), {"bytesValue": expected}, "value")


SPECIAL = {
    "nan": '"NaN"',
    "infinity": '"Infinity"',
    "minus-infinity": '"-Infinity"',
}


@case("J08", "a double {label} is taken", each=named(SPECIAL, "kind"))
def special_double(server: Server, kind: str) -> None:
    text = json.dumps(metric_document(otlp.mark(), {"asDouble": "HERE"}))
    text = text.replace('"HERE"', SPECIAL[kind])
    accepted(server.post("/v1/metrics", text.encode(), otlp.JSON), "metrics", "json")


NULLS = ("name", "attributes", "events", "status", "traceState")
REFUSED_NULLS = ("kind", "startTimeUnixNano", "parentSpanId", "droppedEventsCount")


@case(
    "J08",
    "null is the default value of {field}",
    each=named(NULLS + REFUSED_NULLS, "field"),
    collector=dict.fromkeys(REFUSED_NULLS, "answers 400 to null for a number, enum or id"),
)
def null_field(server: Server, field: str) -> None:
    mark = otlp.mark()
    document = json.loads(span_text(mark))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0][field] = None
    span = sent(server, json.dumps(document), mark)
    check(not span.get(field) or span[field] in ("0", {}), f"{field} is {span.get(field)}")


@case(
    "J08",
    "null instead of {label} is nothing",
    each={
        "resourceSpans": {"text": '{"resourceSpans":null}'},
        "scopeSpans": {"text": '{"resourceSpans":[{"scopeSpans":null}]}'},
        "spans": {"text": '{"resourceSpans":[{"scopeSpans":[{"spans":null}]}]}'},
        "resource": {"text": '{"resourceSpans":[{"resource":null,"scopeSpans":[]}]}'},
        "scope": {"text": '{"resourceSpans":[{"scopeSpans":[{"scope":null,"spans":[]}]}]}'},
    },
)
def null_list(server: Server, text: str) -> None:
    accepted(server.post("/v1/traces", text.encode(), otlp.JSON), "traces", "json")


@case("J09", "the answer to JSON has lowerCamelCase keys and no invented ones")
def answer_keys(server: Server) -> None:
    body = otlp.body("traces", "json", otlp.mark())
    document = json.loads(server.post("/v1/traces", body, otlp.JSON).body)
    check(set(document) <= {"partialSuccess"}, f"keys {set(document)}")


@case("J09", "an error in JSON has the keys of google.rpc.Status")
def error_keys(server: Server) -> None:
    document = json.loads(server.post("/v1/traces", b"x", otlp.JSON).body)
    check(set(document) <= {"code", "message", "details"}, f"keys {set(document)}")
    check(isinstance(document["code"], int), "code is no number")


@case("J10", "a line of the file exporter can be posted again")
def file_line(server: Server) -> None:
    mark = otlp.mark()
    span = sent(server, span_text(mark), mark)
    owner = {
        "resource": span.pop("resource"),
        "scopeSpans": [{"scope": span.pop("scope"), "spans": [span]}],
    }
    line = json.dumps({"resourceSpans": [owner]}) + "\n"
    accepted(server.post("/v1/traces", line.encode(), otlp.JSON), "traces", "json")


def nested(depth: int, kind: str) -> str:
    opening, closing = {
        "array": ('{"arrayValue":{"values":[', "]}}"),
        "map": ('{"kvlistValue":{"values":[{"key":"k","value":', "}]}}"),
    }[kind]
    return opening * depth + '{"intValue":"1"}' + closing * depth


@case(
    "J11",
    "values nested {depth} deep ({kind}) are taken",
    each={
        f"{kind}-{depth}": {"kind": kind, "depth": depth}
        for kind in ("array", "map")
        for depth in (10, 30)
    },
)
def nesting(server: Server, kind: str, depth: int) -> None:
    span = stored_with(server, '"attributes":[{"key":"a","value":%s}]' % nested(depth, kind))
    equal(attribute(span, "a"), plain(json.loads(nested(depth, kind))), "value")


@case(
    "J11",
    "{depth} levels of {kind} never end the server",
    profile="abused",
    each={
        f"{kind}-{depth}": {"kind": kind, "depth": depth}
        for kind in ("array", "map")
        for depth in (1_000, 20_000)
    },
)
def deep_nesting(server: Server, kind: str, depth: int) -> None:
    text = span_text(otlp.mark(), '"attributes":[{"key":"a","value":%s}]' % nested(depth, kind))
    response = server.post("/v1/traces", text.encode(), otlp.JSON)
    check(response.status in (200, 400, 413), f"status {response.status}")
    accepted(server.post("/v1/traces", b"{}", otlp.JSON), "traces", "json")


@case("J11", "a million brackets in an unknown field never end the server", profile="abused")
def brackets(server: Server) -> None:
    text = b'{"unknown":' + b"[" * 1_000_000
    response = server.post("/v1/traces", text, otlp.JSON)
    check(response.status in (400, 413), f"status {response.status}")
    accepted(server.post("/v1/traces", b"{}", otlp.JSON), "traces", "json")


SYNTAX = {
    "blanks": lambda text: text.replace(",", " ,\r\n\t").replace(":", " : "),
    "indented": lambda text: json.dumps(json.loads(text), indent=4),
    "reversed-keys": lambda text: json.dumps(backwards(json.loads(text))),
    "escaped-keys": lambda text: text.replace('"name"', r'"n\u0061me"'),
}


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: backwards(one) for key, one in reversed(list(value.items()))}
    return [backwards(one) for one in value] if isinstance(value, list) else value


@case("H06", "JSON written differently ({label}) is the same", each=named(SYNTAX, "kind"))
def syntax(server: Server, kind: str) -> None:
    mark = otlp.mark()
    span = sent(server, SYNTAX[kind](span_text(mark, '"kind":2')), mark)
    equal((span["name"], span["kind"]), ("n", 2), "name and kind")


@case("H06", "a duplicate key is answered 200 or 400, never 5xx")
def duplicate_key(server: Server) -> None:
    text = span_text(otlp.mark(), '"name":"again"')
    status = server.post("/v1/traces", text.encode(), otlp.JSON).status
    check(status in (200, 400), f"status {status}")


WRONG_TYPES = {
    "name-number": '"name":5',
    "events-object": '"events":{}',
    "kind-object": '"kind":{}',
    "count-text": '"droppedEventsCount":"x"',
    "count-fraction": '"droppedEventsCount":1.5',
    "status-array": '"status":[]',
    "attributes-text": '"attributes":"x"',
    "int-text": '"attributes":[{"key":"a","value":{"intValue":"five"}}]',
    "int-overflow": '"attributes":[{"key":"a","value":{"intValue":"99999999999999999999"}}]',
    "bool-text": '"attributes":[{"key":"a","value":{"boolValue":"maybe"}}]',
}


@case("H21", "a value of the wrong type ({label}) is answered 400", each=named(WRONG_TYPES, "kind"))
def wrong_type(server: Server, kind: str) -> None:
    mark = otlp.mark()
    text = span_text(mark, WRONG_TYPES[kind])
    refused(server.post("/v1/traces", text.encode(), otlp.JSON), 400, "json")
    never_arrived(server.adapter, server.directory, "traces", mark)
