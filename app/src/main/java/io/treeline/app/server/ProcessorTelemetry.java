package io.treeline.app.server;

import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// What goes into processors and comes out, under the Collector's names.
///
/// Source: opentelemetry-collector, processor/processorhelper/documentation.md.
final class ProcessorTelemetry {
  private static final String IN = "Items passed to the processor";
  private static final String OUT = "Items that left the processor";

  private ProcessorTelemetry() {}

  /// `agent_trees`: in goes what is on disk, out come spans and log records seen for the first
  /// time.
  static void agentTrees(Telemetry telemetry) {
    Map<String, String> exporter = Map.of("exporter", "treeline");
    Counter spans = telemetry.counter("otelcol_exporter_sent_spans", exporter, "");
    Counter logRecords = telemetry.counter("otelcol_exporter_sent_log_records", exporter, "");
    Counter newSpans = telemetry.counter("treeline_new_spans_total", Map.of(), "");
    Counter newLogRecords = telemetry.counter("treeline_new_log_records_total", Map.of(), "");
    flow(telemetry, "agent_trees", "traces", spans::value, newSpans::value);
    flow(telemetry, "agent_trees", "logs", logRecords::value, newLogRecords::value);
  }

  /// A processor that lets pass or refuses.
  static void limiter(Telemetry telemetry, String id, ItemCounter accepted, ItemCounter refused) {
    flow(
        telemetry,
        id,
        "traces",
        () -> accepted.spans().value() + refused.spans().value(),
        () -> accepted.spans().value());
    flow(
        telemetry,
        id,
        "logs",
        () -> accepted.logRecords().value() + refused.logRecords().value(),
        () -> accepted.logRecords().value());
  }

  private static void flow(
      Telemetry telemetry, String id, String signal, DoubleSupplier in, DoubleSupplier out) {
    Map<String, String> labels = Map.of("processor", id, "otel_signal", signal);
    telemetry.total("otelcol_processor_incoming_items", labels, IN, in);
    telemetry.total("otelcol_processor_outgoing_items", labels, OUT, out);
  }
}
