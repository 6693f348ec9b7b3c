package io.treeline.processor.view;

import static io.treeline.processor.view.TestChunks.entry;
import static io.treeline.processor.view.TestChunks.logs;
import static io.treeline.processor.view.TestChunks.open;
import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import org.junit.jupiter.api.Test;

final class TraceFactsTest {
  private static final ChunkEntry OPEN = open(1, 0, 0);
  private static final ChunkEntry ENDED = span(1, 0, 0);

  private final Interpreter interpreter = TrivialAssembler.interpreter();
  private final TraceFacts facts = new TraceFacts();

  @Test
  void span_sentTwice_isDuplicate() {
    assertThat(read(spans(trace(1), 10, ENDED, span(2, 1, 0)))).isEqualTo(new Tally(2, 0, 0));
    assertThat(read(spans(trace(1), 20, ENDED))).isEqualTo(new Tally(0, 1, 0));
    assertThat(facts.lastArrivalUnixNanos()).isEqualTo(10);
  }

  @Test
  void span_endedAfterOpen_supersedesIt() {
    read(spans(trace(1), 10, OPEN));
    assertThat(read(spans(trace(1), 20, ENDED))).isEqualTo(new Tally(0, 0, 1));
    assertThat(facts.spans()).singleElement().matches(span -> span.entry().equals(ENDED));
    assertThat(facts.lastArrivalUnixNanos()).isEqualTo(20);
  }

  @Test
  void span_openAfterEnded_losesButIsCounted() {
    read(spans(trace(1), 10, ENDED));
    assertThat(read(spans(trace(1), 20, OPEN))).isEqualTo(new Tally(0, 0, 1));
    assertThat(facts.spans()).singleElement().matches(span -> span.entry().equals(ENDED));
  }

  @Test
  void loser_sentAgain_isDuplicate() {
    read(spans(trace(1), 10, OPEN));
    read(spans(trace(1), 10, ENDED));
    assertThat(read(spans(trace(1), 10, OPEN))).isEqualTo(new Tally(0, 1, 0));
  }

  @Test
  void logRecord_sentTwice_countsOnce() {
    ChunkEntry record = entry(1, 0, 5, 5, 30);
    read(logs(trace(1), 10, record));
    assertThat(read(logs(trace(1), 20, record, entry(1, 0, 6, 6, 30))))
        .isEqualTo(new Tally(1, 1, 0));
    assertThat(facts.logs()).hasSize(2);
  }

  @Test
  void size_manySpans_growsWithThem() {
    read(spans(trace(1), 10, span(1, 0, 0)));
    long one = facts.sizeBytes();
    read(spans(trace(1), 10, span(2, 0, 0), span(3, 0, 0)));
    assertThat(facts.sizeBytes()).isEqualTo(3 * one);
    read(spans(trace(1), 10, span(2, 0, 0), span(3, 0, 0)));
    assertThat(facts.sizeBytes()).isEqualTo(3 * one);
  }

  private Tally read(Chunk chunk) {
    return interpreter.read(1, chunk, facts);
  }
}
