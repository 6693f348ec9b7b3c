package io.treeline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CorpusTest {

  @Test
  void everyRecording_hasTracesAndTruth() {
    assertThat(Corpus.names()).hasSize(18);
    for (String name : Corpus.names()) {
      assertThat(Corpus.truth(name)).contains("\"facts\"");
      assertThat(Corpus.requests(name))
          .anyMatch(request -> request.signal() == Corpus.Signal.TRACES);
    }
  }

  @Test
  void entriesOfAChunk_pointAtTheirSpans() throws InvalidProtocolBufferException {
    for (String name : Corpus.names()) {
      for (Corpus.Request request : Corpus.requests(name)) {
        if (request.signal() == Corpus.Signal.TRACES) {
          assertEntriesPointAtSpans(Chunks.ofTraces(request.body()));
        }
      }
    }
  }

  @Test
  void logRecords_becomeChunksOfTheirTrace() {
    Corpus.Request logs =
        Corpus.requests("openai-v2-py").stream()
            .filter(request -> request.signal() == Corpus.Signal.LOGS)
            .findFirst()
            .orElseThrow();
    assertThat(Chunks.ofLogs(logs.body()))
        .isNotEmpty()
        .allSatisfy(chunk -> assertThat(chunk.entries()).allMatch(entry -> entry.spanId() != 0));
  }

  private static void assertEntriesPointAtSpans(List<Chunk> chunks)
      throws InvalidProtocolBufferException {
    for (Chunk chunk : chunks) {
      List<Span> spans =
          TracesData.parseFrom(chunk.payload()).getResourceSpansList().stream()
              .flatMap(resource -> resource.getScopeSpansList().stream())
              .flatMap(scope -> scope.getSpansList().stream())
              .toList();
      assertThat(chunk.entries()).hasSameSizeAs(spans);
      for (int i = 0; i < spans.size(); i++) {
        ChunkEntry entry = chunk.entries().get(i);
        int end = entry.offset() + entry.length();
        assertThat(Arrays.copyOfRange(chunk.payload(), entry.offset(), end))
            .isEqualTo(spans.get(i).toByteArray());
      }
    }
  }
}
