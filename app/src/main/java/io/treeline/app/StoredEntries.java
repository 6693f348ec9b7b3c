package io.treeline.app;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.Arrival;
import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import io.treeline.receiver.scan.OtlpScanner;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.util.List;

/// Scans stored payloads again, whatever was told to be kept when they came in.
final class StoredEntries {
  private static final OtlpScanner SCANNER = new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.KEEP);

  private StoredEntries() {}

  /// As [io.treeline.storage.EntryReader#read].
  static List<ChunkEntry> read(ChunkKind kind, byte[] payload, long arrivalUnixNanos) {
    Arrival arrival = new Arrival(Transport.REPLAY, arrivalUnixNanos);
    try {
      List<Chunk> chunks =
          SCANNER.scan(signal(kind), payload, arrival, Headroom.UNLIMITED).batch().chunks();
      if (chunks.size() == 1) {
        return chunks.getFirst().entries();
      }
      throw new IllegalArgumentException(chunks.size() + " traces in one record");
    } catch (RefusedException e) {
      throw new IllegalArgumentException("a record does not hold what it says", e);
    }
  }

  private static Signal signal(ChunkKind kind) {
    return switch (kind) {
      case SPANS -> Signal.TRACES;
      case LOG_RECORDS, UNJOINED_LOG_RECORDS -> Signal.LOGS;
      case METRICS -> Signal.METRICS;
      case FORGET -> throw new IllegalArgumentException("no telemetry");
    };
  }
}
