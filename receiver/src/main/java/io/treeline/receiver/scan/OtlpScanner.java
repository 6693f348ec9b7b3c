package io.treeline.receiver.scan;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.SpanBatch;
import java.util.List;

/// Turns an export request into chunks, one per trace, in one walk over its wire format.
///
/// Finds each item's bytes, resource and scope, checks ids and counts, and computes digests.
/// Attribute values are not looked into, so neither their nesting nor their number costs anything.
/// Invalid UTF-8 passes. Fields may come in any order and repeatedly. Stateless; safe for any
/// number of threads.
public final class OtlpScanner {
  /// Spans, log records or data points in one request. Without a bound, 64 MiB of empty spans would
  /// become gigabytes of objects.
  public static final int MAX_ITEMS = 1_000_000;

  /// Distinct traces in one request, each of which becomes a chunk of its own.
  public static final int MAX_TRACES = 100_000;

  private final LogsPolicy logsPolicy;
  private final MetricsPolicy metricsPolicy;

  public OtlpScanner(LogsPolicy logsPolicy, MetricsPolicy metricsPolicy) {
    this.logsPolicy = logsPolicy;
    this.metricsPolicy = metricsPolicy;
  }

  /// Scans a serialised `ExportTraceServiceRequest`, `ExportLogsServiceRequest` or
  /// `ExportMetricsServiceRequest`. The result may share `body`, which must not change any more.
  ///
  /// @param headroom asked before memory is taken for payloads that are not the body itself
  /// @throws RefusedException if the request as a whole cannot be taken: malformed, too many items,
  ///   no headroom
  public ScannedRequest scan(Signal signal, byte[] body, Arrival arrival, Headroom headroom)
      throws RefusedException {
    try {
      return switch (signal) {
        case TRACES -> scanSpans(body, arrival, headroom);
        case LOGS -> scanLogRecords(body, arrival, headroom);
        case METRICS -> scanMetrics(body, arrival, headroom);
      };
    } catch (MalformedWireException e) {
      throw e.of(signal);
    }
  }

  private static ScannedRequest scanSpans(byte[] body, Arrival arrival, Headroom headroom)
      throws MalformedWireException, RefusedException {
    Tally tally = new Tally();
    ItemTable items = new ItemTable(body.length, headroom);
    Envelopes envelopes = new Envelopes(body);
    new EnvelopeWalk(body, new SpanVisitor(items, envelopes, tally)).walk();
    ChunkBuilder builder =
        new ChunkBuilder(body, ChunkKind.SPANS, ChunkKind.SPANS, arrival, items, envelopes);
    return result(Signal.TRACES, chunks(items, tally, builder, headroom), tally);
  }

  private ScannedRequest scanLogRecords(byte[] body, Arrival arrival, Headroom headroom)
      throws MalformedWireException, RefusedException {
    Tally tally = new Tally();
    ItemTable items = new ItemTable(body.length, headroom);
    Envelopes envelopes = new Envelopes(body);
    new EnvelopeWalk(body, new LogVisitor(items, envelopes, tally, logsPolicy)).walk();
    ChunkBuilder builder =
        new ChunkBuilder(
            body, ChunkKind.LOG_RECORDS, ChunkKind.UNJOINED_LOG_RECORDS, arrival, items, envelopes);
    return result(Signal.LOGS, chunks(items, tally, builder, headroom), tally);
  }

  private ScannedRequest scanMetrics(byte[] body, Arrival arrival, Headroom headroom)
      throws MalformedWireException, RefusedException {
    Tally tally = new Tally();
    ItemTable items = new ItemTable(body.length, headroom);
    Envelopes envelopes = new Envelopes(body);
    MetricVisitor visitor =
        new MetricVisitor(items, envelopes, tally, metricsPolicy, arrival.unixNanos());
    new EnvelopeWalk(body, visitor).walk();
    ChunkBuilder builder =
        new ChunkBuilder(body, ChunkKind.METRICS, ChunkKind.METRICS, arrival, items, envelopes);
    return result(Signal.METRICS, chunks(items, tally, builder, headroom), tally);
  }

  private static List<Chunk> chunks(
      ItemTable items, Tally tally, ChunkBuilder builder, Headroom headroom)
      throws MalformedWireException, RefusedException {
    if (items.rows() == 0) {
      return List.of();
    }
    boolean wholeRequest = items.oneTrace() && tally.leftOut() == 0;
    return wholeRequest ? builder.whole() : builder.split(headroom);
  }

  private static ScannedRequest result(Signal signal, List<Chunk> chunks, Tally tally) {
    return new ScannedRequest(
        SpanBatch.of(chunks),
        tally.received,
        tally.rejected,
        tally.unjoined,
        tally.unselected,
        tally.rejection(signal));
  }
}
