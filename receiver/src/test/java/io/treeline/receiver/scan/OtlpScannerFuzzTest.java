package io.treeline.receiver.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.admission.Admission;

/// Any bytes as the body of each signal: scanned or refused, within the memory of one request.
final class OtlpScannerFuzzTest {
  private static final long MEMORY_BYTES = 8 << 20;
  private static final Arrival ARRIVAL = new Arrival(Transport.HTTP_PROTOBUF, 42);

  @FuzzTest(maxDuration = "5m")
  void scan_anyBytes_isScannedOrRefused(byte[] body) {
    for (Signal signal : Signal.values()) {
      for (LogsPolicy policy : LogsPolicy.values()) {
        try {
          Headroom memory = new Admission(new InFlightBudget(MEMORY_BYTES)).open();
          check(
              body,
              new OtlpScanner(policy, MetricsPolicy.DROP).scan(signal, body, ARRIVAL, memory));
        } catch (RefusedException e) {
          assertThat(e.refusal().reason())
              .isIn(RefusalReason.MALFORMED, RefusalReason.TOO_MANY_ITEMS, RefusalReason.TOO_LARGE);
        }
      }
    }
  }

  private static void check(byte[] body, ScannedRequest scanned) {
    assertThat(scanned.rejected()).isBetween(0, scanned.received());
    assertThat(scanned.rejection().isEmpty()).isEqualTo(scanned.rejected() == 0);
    long items = 0;
    for (Chunk chunk : scanned.batch().chunks()) {
      for (ChunkEntry entry : chunk.entries()) {
        assertThat(entry.offset()).isBetween(0, chunk.payload().length - entry.length());
        items++;
      }
    }
    assertThat(items).isLessThanOrEqualTo(scanned.accepted());
    assertThat(scanned.received()).isLessThanOrEqualTo(body.length);
  }
}
