package io.treeline.receiver.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that real SDK exporters sent.
final class RecordedTrafficTest {
  private static byte[] recorded(String name) throws IOException {
    try (InputStream in = RecordedTrafficTest.class.getResourceAsStream("/recorded/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static ScannedRequest scan(Signal signal, byte[] body) throws IOException {
    return new OtlpScanner(LogsPolicy.GENAI, MetricsPolicy.DROP)
        .scan(signal, body, new Arrival(Transport.GRPC, 1), Headroom.UNLIMITED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"google-adk-js-traces.pb", "otel-java-agent-openai-traces.pb"})
  void scan_recordedTraces_keepsEverySpan(String name) throws IOException {
    byte[] body = recorded(name);
    List<Span> sent = new ArrayList<>();
    ExportTraceServiceRequest.parseFrom(body)
        .getResourceSpansList()
        .forEach(r -> r.getScopeSpansList().forEach(s -> sent.addAll(s.getSpansList())));

    ScannedRequest scanned = scan(Signal.TRACES, body);

    List<Span> kept = new ArrayList<>();
    for (Chunk chunk : scanned.batch().chunks()) {
      for (ChunkEntry entry : chunk.entries()) {
        kept.add(Span.parser().parseFrom(chunk.payload(), entry.offset(), entry.length()));
      }
    }
    assertThat(scanned.rejected()).isZero();
    assertThat(kept).isNotEmpty().containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void scan_recordedGenAiEvents_areKept() throws IOException {
    byte[] body = recorded("otel-java-agent-openai-logs.pb");
    int sent =
        ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().stream()
            .flatMap(r -> r.getScopeLogsList().stream())
            .mapToInt(s -> s.getLogRecordsCount())
            .sum();

    assertThat(scan(Signal.LOGS, body).batch().items()).isPositive().isEqualTo(sent);
  }
}
