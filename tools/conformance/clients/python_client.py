"""Sends spans, log records and a metric with the Python SDK; its settings are the OTEL_ variables.

The exporters read them as they do in any program; this file only picks their class by
OTEL_EXPORTER_OTLP_PROTOCOL. SPANS says how many spans, PADDING how many bytes each carries,
GRPC_COMPRESSION a coding that has no OTEL_ variable.
"""

import os
import sys

from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

PACKAGES = {
    "grpc": "opentelemetry.exporter.otlp.proto.grpc",
    "http/protobuf": "opentelemetry.exporter.otlp.proto.http",
    "http/json": "opentelemetry.exporter.otlp.json.http",
}


def exporter(module: str, name: str):
    package = PACKAGES[os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"]]
    made = __import__(f"{package}.{module}", fromlist=[name])
    coding = os.environ.get("GRPC_COMPRESSION")
    if coding is None:
        return getattr(made, name)()
    import grpc

    return getattr(made, name)(compression=getattr(grpc.Compression, coding))


def send_spans(resource: Resource) -> bool:
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter("trace_exporter", "OTLPSpanExporter")))
    tracer = provider.get_tracer("client")
    padding = "x" * int(os.environ.get("PADDING", "0"))
    for index in range(int(os.environ.get("SPANS", "3"))):
        with tracer.start_as_current_span(f"span {index}") as span:
            span.set_attribute("padding", padding)
            span.add_event("event", {"n": index})
    return provider.force_flush(20_000)


def send_logs(resource: Resource) -> bool:
    provider = LoggerProvider(resource=resource)
    processor = BatchLogRecordProcessor(exporter("_log_exporter", "OTLPLogExporter"))
    provider.add_log_record_processor(processor)
    provider.get_logger("client").emit(body="a record", severity_text="INFO")
    return provider.force_flush(20_000)


def send_metric(resource: Resource) -> bool:
    reader = PeriodicExportingMetricReader(exporter("metric_exporter", "OTLPMetricExporter"))
    provider = MeterProvider(resource=resource, metric_readers=[reader])
    provider.get_meter("client").create_counter("client.count").add(5)
    return provider.force_flush(20_000)


if __name__ == "__main__":
    shared = Resource.create()
    done = [send_spans(shared), send_logs(shared), send_metric(shared)]
    sys.stdout.flush()
    os._exit(0 if all(done) else 1)
