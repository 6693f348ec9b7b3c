package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import io.treeline.testkit.Corpus.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The order of attributes means nothing; damage never throws. Failures print the seed.
final class DialectsPropertyTest {
  private static final int ROUNDS = 20;
  private static final int MUTATIONS = 20_000;

  private final Dialects dialects = Dialects.bundled();

  private static List<byte[]> traces() {
    return Corpus.names().stream()
        .flatMap(name -> Corpus.requests(name).stream())
        .filter(request -> request.signal() == Signal.TRACES)
        .map(Corpus.Request::body)
        .toList();
  }

  private static List<Chunk> chunks() {
    return traces().stream().flatMap(body -> Chunks.ofTraces(body).stream()).toList();
  }

  @Test
  void attributeOrder_doesNotChangeTheFacts() throws InvalidProtocolBufferException {
    for (long seed = 1; seed <= ROUNDS; seed++) {
      Random random = new Random(seed);
      for (byte[] body : traces()) {
        assertThat(facts(shuffled(TracesData.parseFrom(body), random)))
            .as("seed %d", seed)
            .isEqualTo(facts(TracesData.parseFrom(body)));
      }
    }
  }

  private String facts(TracesData data) {
    StringBuilder facts = new StringBuilder();
    for (Chunk chunk : Chunks.ofTraces(data)) {
      dialects.decodeSpans(chunk).forEach(span -> facts.append(FactsText.of(span)));
    }
    return facts.toString();
  }

  private static TracesData shuffled(TracesData data, Random random) {
    TracesData.Builder shuffled = data.toBuilder();
    for (var resource : shuffled.getResourceSpansBuilderList()) {
      for (var scope : resource.getScopeSpansBuilderList()) {
        for (Span.Builder span : scope.getSpansBuilderList()) {
          List<KeyValue> attributes = new ArrayList<>(span.getAttributesList());
          Collections.shuffle(attributes, random);
          span.clearAttributes().addAllAttributes(attributes);
        }
      }
    }
    return shuffled.build();
  }

  @Test
  void damagedBytes_giveOneFactPerSpan_andNeverThrow() {
    List<Chunk> chunks = chunks();
    for (long seed = 1; seed <= MUTATIONS; seed++) {
      Random random = new Random(seed);
      Chunk chunk = damaged(chunks.get(random.nextInt(chunks.size())), random);
      assertThat(dialects.decodeSpans(chunk)).as("seed %d", seed).hasSameSizeAs(chunk.entries());
      assertThat(dialects.decodeLogs(chunk)).as("seed %d", seed).hasSameSizeAs(chunk.entries());
    }
    assertThat(dialects.undecodableItems()).isPositive();
    assertThat(dialects.repairedStrings()).isPositive();
  }

  private static Chunk damaged(Chunk chunk, Random random) {
    byte[] payload = chunk.payload().clone();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      payload[random.nextInt(payload.length)] = (byte) random.nextInt();
    }
    return new Chunk(
        chunk.kind(),
        chunk.traceId(),
        payload,
        chunk.entries(),
        chunk.arrivalUnixNanos(),
        chunk.transport(),
        chunk.digest());
  }

  @Test
  void damage_ofOneSpan_leavesTheOthersAlone() {
    Chunk chunk =
        chunks().stream().filter(some -> some.entries().size() > 2).findFirst().orElseThrow();
    var broken = chunk.entries().get(1);
    byte[] payload = chunk.payload().clone();
    payload[broken.offset()] = (byte) 0xff;
    Chunk damaged =
        new Chunk(
            chunk.kind(),
            chunk.traceId(),
            payload,
            chunk.entries(),
            chunk.arrivalUnixNanos(),
            chunk.transport(),
            chunk.digest());
    assertThat(FactsText.of(dialects.decodeSpans(damaged).get(0)))
        .isEqualTo(FactsText.of(dialects.decodeSpans(chunk).get(0)));
    assertThat(dialects.decodeSpans(damaged).get(1).name()).isEmpty();
    assertThat(FactsText.of(dialects.decodeSpans(damaged).get(2)))
        .isEqualTo(FactsText.of(dialects.decodeSpans(chunk).get(2)));
  }
}
