package io.treeline.receiver.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Parser;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.Requests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class OtlpScannerPropertyTest {
  private static final Arrival ARRIVAL = new Arrival(Transport.HTTP_PROTOBUF, 42);
  private static final HexFormat HEX = HexFormat.of();
  private static final long SEED = 20_260_901L;

  private static ScannedRequest scan(byte[] body) throws RefusedException {
    return new OtlpScanner(LogsPolicy.GENAI, MetricsPolicy.DROP)
        .scan(Signal.TRACES, body, ARRIVAL, Headroom.UNLIMITED);
  }

  @RepeatedTest(200)
  void scan_randomRequest_keepsEveryValidSpanOnceByteForByte(RepetitionInfo repetition)
      throws IOException {
    long seed = SEED + repetition.getCurrentRepetition();
    ExportTraceServiceRequest request = randomRequest(new Random(seed));
    List<String> expected = new ArrayList<>();
    int invalid = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          if (span.getTraceId().size() == 16) {
            expected.add(line(resource, scope, span));
          } else {
            invalid++;
          }
        }
      }
    }

    ScannedRequest scanned = scan(request.toByteArray());

    List<String> kept = new ArrayList<>();
    for (Chunk chunk : scanned.batch().chunks()) {
      List<Span> inOrder = new ArrayList<>();
      for (ResourceSpans resource : TracesData.parseFrom(chunk.payload()).getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          inOrder.addAll(scope.getSpansList());
          scope.getSpansList().forEach(span -> kept.add(line(resource, scope, span)));
        }
      }
      assertThat(inOrder).as("seed %d", seed).hasSameSizeAs(chunk.entries());
      for (int i = 0; i < inOrder.size(); i++) {
        ChunkEntry entry = chunk.entries().get(i);
        assertThat(ByteString.copyFrom(chunk.payload(), entry.offset(), entry.length()))
            .as("seed %d", seed)
            .isEqualTo(inOrder.get(i).toByteString());
      }
    }
    assertThat(kept).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(scanned.rejected()).as("seed %d", seed).isEqualTo(invalid);
  }

  private static String line(ResourceSpans resource, ScopeSpans scope, Span span) {
    return resource.toBuilder().clearScopeSpans().build().toByteString().hashCode()
        + " "
        + scope.toBuilder().clearSpans().build().toByteString().hashCode()
        + " "
        + span.toByteString().hashCode();
  }

  private static ExportTraceServiceRequest randomRequest(Random random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    int traces = 1 + random.nextInt(4);
    for (int r = random.nextInt(4); r > 0; r--) {
      ResourceSpans.Builder resource =
          ResourceSpans.newBuilder().setResource(Requests.resource("service-" + r));
      for (int s = random.nextInt(4); s > 0; s--) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl("schema-" + s);
        for (int i = random.nextInt(6); i > 0; i--) {
          scope.addSpans(randomSpan(random, traces));
        }
        resource.addScopeSpans(scope);
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private static Span randomSpan(Random random, int traces) {
    Span span = Requests.span(1 + random.nextInt(traces), 1 + random.nextInt(1_000));
    return switch (random.nextInt(5)) {
      case 0 -> span.toBuilder().setTraceId(ByteString.copyFromUtf8("bad")).build();
      case 1 ->
          span.toBuilder()
              .addAttributes(Requests.attribute("input", "x".repeat(random.nextInt(400))))
              .build();
      default -> span;
    };
  }

  @Test
  void scan_truncatedAnywhere_isMalformedOrAShorterRequest() {
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(Requests.resourceSpans("shop", Requests.span(1, 2)))
            .addResourceSpans(
                Requests.resourceSpans("bank", Requests.span(1, 3), Requests.span(2, 4)))
            .build()
            .toByteArray();
    for (int length = 0; length < body.length; length++) {
      scanLikeProtobuf(Arrays.copyOf(body, length));
    }
  }

  @Test
  void scan_randomMutations_neverFailButByRefusing() {
    Random random = new Random(SEED);
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                Requests.resourceSpans(
                    "shop", Requests.span(1, 2), Requests.span(2, 3), Requests.span(1, 4)))
            .build()
            .toByteArray();
    for (int round = 0; round < 20_000; round++) {
      byte[] mutant = body.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      scanLikeProtobuf(mutant);
    }
  }

  @Test
  void scan_randomBytes_neverFailButByRefusing() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      for (Signal signal : Signal.values()) {
        accepts(signal, noise);
      }
    }
  }

  /// What is accepted must be readable at the top at least.
  private static boolean accepts(Signal signal, byte[] body) {
    try {
      ScannedRequest scanned =
          new OtlpScanner(LogsPolicy.GENAI, MetricsPolicy.DROP)
              .scan(signal, body, ARRIVAL, Headroom.UNLIMITED);
      assertThat(scanned.batch().items()).isLessThanOrEqualTo(scanned.accepted());
      assertThat(reads(Empty.parser(), body)).as("accepted %s", HEX.formatHex(body)).isTrue();
      return true;
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED);
      return false;
    }
  }

  /// What protobuf reads must be accepted.
  private static void scanLikeProtobuf(byte[] body) {
    assertThat(accepts(Signal.TRACES, body) || !reads(ExportTraceServiceRequest.parser(), body))
        .as("refused %s", HEX.formatHex(body))
        .isTrue();
  }

  private static boolean reads(Parser<?> parser, byte[] body) {
    try {
      return parser.parseFrom(body) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
