package io.treeline.processor.ring;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// What the ring counts: the Collector's exporter metrics, and how well writes are grouped.
final class RingTelemetry {
  private static final Map<String, String> EXPORTER = Map.of("exporter", "treeline");

  private final Telemetry telemetry;
  private final Counter sentSpans;
  private final Counter sentLogRecords;
  private final Counter failedSpans;
  private final Counter failedLogRecords;
  private final Counter batches;
  private final Counter requests;
  private final Counter bytes;
  private final Counter fromLog;
  private final Histogram append;

  RingTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    sentSpans = exporter("sent_spans", "Spans that are on disk");
    sentLogRecords = exporter("sent_log_records", "Log records that are on disk");
    failedSpans = exporter("send_failed_spans", "Spans the disk refused");
    failedLogRecords = exporter("send_failed_log_records", "Log records the disk refused");
    batches = counter("treeline_journal_batches_total", "Write batches");
    requests = counter("treeline_journal_requests_total", "Requests in write batches");
    bytes = counter("treeline_journal_bytes_total", "Payload bytes in write batches");
    fromLog =
        counter("treeline_chunks_from_log_total", "Chunks assembled from the log, not the ring");
    append =
        telemetry.histogram("treeline_append_seconds", Map.of(), "Time of one durable write batch");
  }

  void queue(int capacity, LongSupplier size) {
    telemetry.gauge(
        "otelcol_exporter_queue_capacity", EXPORTER, "Slots of the ring", () -> capacity);
    telemetry.gauge("otelcol_exporter_queue_size", EXPORTER, "Requests waiting for the disk", size);
  }

  void lag(LongSupplier seconds, LongSupplier lagBytes) {
    telemetry.gauge(
        "treeline_view_lag_seconds", Map.of(), "How far views are behind the log", seconds);
    telemetry.gauge("treeline_view_lag_bytes", Map.of(), "The same in payload bytes", lagBytes);
  }

  void journalled(int slots, List<Chunk> chunks, long payloadBytes, long nanos) {
    batches.increment();
    requests.add(slots);
    bytes.add(payloadBytes);
    append.record(nanos);
    sentSpans.add(items(chunks, ChunkKind.SPANS));
    sentLogRecords.add(logRecords(chunks));
  }

  void refused(List<Chunk> chunks) {
    failedSpans.add(items(chunks, ChunkKind.SPANS));
    failedLogRecords.add(logRecords(chunks));
  }

  void takenFromLog() {
    fromLog.increment();
  }

  private static long logRecords(List<Chunk> chunks) {
    return items(chunks, ChunkKind.LOG_RECORDS) + items(chunks, ChunkKind.UNJOINED_LOG_RECORDS);
  }

  private static long items(List<Chunk> chunks, ChunkKind kind) {
    long items = 0;
    for (Chunk chunk : chunks) {
      items += chunk.kind() == kind ? chunk.entries().size() : 0;
    }
    return items;
  }

  private Counter exporter(String name, String help) {
    return telemetry.counter("otelcol_exporter_" + name, EXPORTER, help);
  }

  private Counter counter(String name, String help) {
    return telemetry.counter(name, Map.of(), help);
  }
}
