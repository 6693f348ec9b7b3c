package io.treeline.app.server;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.util.Map;

/// Two counters, for the spans and the log records of batches.
record ItemCounter(Counter spans, Counter logRecords) {

  /// Counters named `prefix_spans` and `prefix_log_records`.
  static ItemCounter of(
      Telemetry telemetry, String prefix, Map<String, String> labels, String help) {
    return new ItemCounter(
        telemetry.counter(prefix + "_spans", labels, help + ": spans"),
        telemetry.counter(prefix + "_log_records", labels, help + ": log records"));
  }

  void add(SpanBatch batch) {
    for (Chunk chunk : batch.chunks()) {
      switch (chunk.kind()) {
        case SPANS -> spans.add(chunk.entries().size());
        case LOG_RECORDS, UNJOINED_LOG_RECORDS -> logRecords.add(chunk.entries().size());
        case METRICS, FORGET -> {
          // The receiver counts points; a chunk knows only how many metrics it holds.
        }
      }
    }
  }
}
