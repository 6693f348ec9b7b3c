package io.treeline.receiver.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.Arrival;
import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import io.treeline.receiver.scan.OtlpScanner;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes as JSON: what is made of them is protobuf that the scanner can read.
final class OtlpJsonTranscoderFuzzTest {
  private static final int LIMIT_BYTES = 1 << 20;
  private static final Arrival ARRIVAL = new Arrival(Transport.HTTP_JSON, 42);

  @FuzzTest(maxDuration = "5m")
  void transcode_anyBytes_isProtobufOrRefused(byte[] json) throws IOException {
    for (Signal signal : Signal.values()) {
      byte[] body;
      try {
        body =
            new OtlpJsonTranscoder(LIMIT_BYTES)
                .transcode(signal, new ByteArrayInputStream(json))
                .body();
      } catch (RefusedException e) {
        assertThat(e.refusal().reason())
            .isIn(RefusalReason.MALFORMED, RefusalReason.TOO_DEEP, RefusalReason.TOO_LARGE);
        continue;
      }
      new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.DROP)
          .scan(signal, body, ARRIVAL, Headroom.UNLIMITED);
    }
  }
}
