package io.treeline.query.otlp;

import static io.treeline.query.StoredSpans.chunk;
import static io.treeline.query.StoredSpans.logChunk;
import static io.treeline.query.StoredSpans.metricsChunk;
import static io.treeline.query.StoredSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.store.StoredChunk;
import io.treeline.query.FakeRunReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WinningItemsTest {
  private static final TraceId TRACE = new TraceId(1, 2);

  @Test
  void chunk_ofWhichAllWins_passesByteForByte() throws Exception {
    StoredChunk stored = chunk(1, TRACE, List.of(span(TRACE, 1, "a", 5), span(TRACE, 2, "b", 5)));
    assertThat(taken(List.of(stored)).getFirst().bytes()).isSameAs(stored.chunk().payload());
  }

  @Test
  void span_inSeveralVersions_appearsOnceAsTheWinner() throws Exception {
    StoredChunk open =
        chunk(1, TRACE, List.of(span(TRACE, 1, "open", 0)), List.of(span(TRACE, 2, "x", 5)));
    StoredChunk ended = chunk(2, TRACE, List.of(span(TRACE, 1, "ended", 9)));
    List<WinningItems.Payload> payloads = taken(List.of(open, ended));
    assertThat(names(payloads)).containsExactly("x", "ended");
    TracesData first = TracesData.parseFrom(payloads.getFirst().bytes());
    assertThat(first.getResourceSpans(0).getResource().getAttributesCount()).isEqualTo(1);
    assertThat(first.getResourceSpans(0).getScopeSpansList())
        .singleElement()
        .satisfies(scope -> assertThat(scope.getScope().getName()).isEqualTo("scope-1"));
  }

  @Test
  void redelivery_ofSpansAndLogs_isLeftOut() throws Exception {
    StoredChunk spans = chunk(1, TRACE, List.of(span(TRACE, 1, "a", 5)));
    StoredChunk again = chunk(2, TRACE, List.of(span(TRACE, 1, "a", 5)));
    List<WinningItems.Payload> payloads =
        taken(
            List.of(
                spans,
                again,
                logChunk(3, TRACE, 1, "hello"),
                logChunk(4, TRACE, 1, "hello"),
                logChunk(5, TRACE, 1, "other")));
    assertThat(payloads.stream().map(WinningItems.Payload::kind))
        .containsExactly(ChunkKind.SPANS, ChunkKind.LOG_RECORDS, ChunkKind.LOG_RECORDS);
  }

  @Test
  void chunkOfNoTrace_sentTwice_comesOnceAndWhole() throws Exception {
    MetricsData data =
        MetricsData.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(Metric.newBuilder().setName("same"))
                            .addMetrics(Metric.newBuilder().setName("same"))))
            .build();
    StoredChunk first = metricsChunk(1, data);

    assertThat(taken(List.of(first, metricsChunk(2, data))))
        .containsExactly(new WinningItems.Payload(ChunkKind.METRICS, first.chunk().payload()));
  }

  @Test
  void versions_inAnyOrderAndSplit_leaveTheSameSpans() throws Exception {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      List<Span> versions = new ArrayList<>();
      Map<Long, Long> lastEnd = new HashMap<>();
      for (int i = 0; i < 12; i++) {
        long id = 1L + random.nextInt(4);
        long end = random.nextInt(4);
        versions.add(span(TRACE, id, "s" + id + "@" + end, end));
        lastEnd.merge(id, end, Math::max);
      }
      Collections.shuffle(versions, random);
      int cut = 1 + random.nextInt(versions.size() - 1);
      List<StoredChunk> chunks =
          List.of(
              chunk(1, TRACE, versions.subList(0, cut)),
              chunk(2, TRACE, versions.subList(cut, versions.size())));
      assertThat(names(taken(chunks)))
          .as("seed %d round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(
              lastEnd.entrySet().stream().map(e -> "s" + e.getKey() + "@" + e.getValue()).toList());
    }
  }

  /// What passes of the chunks of one trace.
  private static List<WinningItems.Payload> taken(List<StoredChunk> chunks) throws IOException {
    FakeRunReader reader = new FakeRunReader();
    TraceId trace = chunks.getFirst().chunk().traceId();
    reader.traces.put(trace, chunks);
    List<WinningItems.Payload> payloads = new ArrayList<>();
    WinningItems.write(reader, reader.index(trace), payloads::add);
    return payloads;
  }

  private static List<String> names(List<WinningItems.Payload> payloads) throws Exception {
    List<String> names = new ArrayList<>();
    for (WinningItems.Payload payload : payloads) {
      TracesData.parseFrom(payload.bytes()).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> names.add(span.getName()));
    }
    return names;
  }
}
