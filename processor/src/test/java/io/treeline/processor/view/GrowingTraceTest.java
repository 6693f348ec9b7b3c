package io.treeline.processor.view;

import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.tree.TraceTrees;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Traces that grow by small requests, with an assembler that takes three microseconds a span. What
/// counts is work: spans decoded, spans looked at by assemblies.
final class GrowingTraceTest {
  private static final TraceId TRACE = trace(1);
  private static final int SPANS_PER_REQUEST = 20;
  private static final Duration PER_SPAN = Duration.ofNanos(3_000);
  private static final Duration TICK = Duration.ofMillis(5);

  private final ManualTime time = new ManualTime();
  private long decoded;
  private long assembled;
  private long seen;
  private long nextId = 1;
  private final CoreHarness core =
      new CoreHarness(
          new InMemoryStore(),
          time,
          ViewSettings.DEFAULT,
          new Interpreter(
              chunk -> {
                decoded += chunk.entries().size();
                return TrivialAssembler.decodeSpans(chunk);
              },
              TrivialAssembler::decodeLogs,
              input -> {
                assembled += input.spans().size();
                seen = input.spans().size();
                time.advance(PER_SPAN.multipliedBy(input.spans().size()));
                return TraceTrees.NOTHING;
              }));

  @Test
  void trace_inManyRequests_isDecodedOnce_andAssembledInProportionToItsSpans() {
    for (int request = 0; request < 1_250; request++) {
      send(request + 1);
    }
    long half = assembled;
    for (int request = 1_250; request < 2_500; request++) {
      send(request + 1);
    }
    core.views.assemblePending();
    assertThat(decoded).isEqualTo(50_000);
    assertThat(seen).isEqualTo(50_000);
    assertThat(assembled).isLessThan(10 * 50_000).isLessThan(2 * half);
  }

  @Test
  void newSpan_ofATraceOfTenThousand_isSeenWithinAQuarterOfASecond() {
    for (int request = 0; request < 500; request++) {
      send(request + 1);
    }
    for (int round = 0; round < 50; round++) {
      long sent = time.monotonicNanos();
      send(501 + round);
      long spans = nextId - 1;
      while (seen < spans) {
        tick();
      }
      assertThat(time.monotonicNanos() - sent).isLessThan(Duration.ofMillis(250).toNanos());
    }
  }

  @Test
  void hugeTrace_thatGrowsSlowly_takesATwentiethOfACore() {
    for (int request = 0; request < 2_500; request++) {
      send(request + 1);
    }
    core.views.assemblePending();
    long before = assembled;
    long begun = time.monotonicNanos();
    for (int request = 0; request < 200; request++) {
      send(2_501 + request);
      core.pass(Duration.ofMillis(250));
    }
    long growth = 2 * 200 * SPANS_PER_REQUEST;
    long spent = (assembled - before - growth) * PER_SPAN.toNanos();
    assertThat(spent).isBetween(1L, (time.monotonicNanos() - begun) / 19);
  }

  private void send(long sequence) {
    ChunkEntry[] entries = new ChunkEntry[SPANS_PER_REQUEST];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = span(nextId++, 0, 0);
    }
    Chunk chunk = spans(TRACE, time.unixNanos(), entries);
    core.views.onChunk(sequence, chunk);
    tick();
  }

  private void tick() {
    time.advance(TICK);
    core.views.onTimer();
  }
}
