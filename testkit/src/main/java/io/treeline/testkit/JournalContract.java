package io.treeline.testkit;

import static io.treeline.testkit.SampleChunks.chunk;
import static io.treeline.testkit.SampleChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a [Journal] and the [SpanReader] of what it wrote promise each other, wherever they keep
/// it. Every test begins with an empty log.
public abstract class JournalContract {

  protected abstract Journal journal();

  protected abstract SpanReader spans();

  @Test
  void append_chunks_numbersThemFromOneWithoutGaps() {
    assertThat(spans().lastSequence()).isZero();
    assertThat(journal().append(List.of(chunk(1, 2), chunk(2, 1)))).isEqualTo(1);
    assertThat(journal().append(List.of(chunk(1, 3)))).isEqualTo(3);
    assertThat(spans().lastSequence()).isEqualTo(3);
    assertThat(logFrom(1)).extracting(StoredChunk::sequence).containsExactly(1L, 2L, 3L);
  }

  @Test
  void append_nothing_isACallerBug() {
    assertThatThrownBy(() -> journal().append(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readTrace_afterAppend_givesEveryVersionAtOnce() {
    Chunk first = chunk(1, 2);
    journal().append(List.of(first, chunk(2, 1)));
    journal().append(List.of(first));
    List<StoredChunk> chunks = spans().readTrace(trace(1));
    assertThat(chunks).extracting(StoredChunk::sequence).containsExactly(1L, 3L);
    assertThat(chunks).allSatisfy(stored -> SampleChunks.assertSame(stored.chunk(), first));
    assertThat(spans().readTrace(trace(99))).isEmpty();
  }

  @Test
  void index_ofATrace_isWhatReadTraceGivesWithoutPayloads() {
    journal().append(List.of(chunk(1, 2), chunk(2, 1), chunk(1, 3)));
    assertThat(spans().index(trace(1)))
        .isEqualTo(
            new TraceIndex(
                trace(1), spans().readTrace(trace(1)).stream().map(this::indexed).toList()));
    assertThat(spans().index(trace(99)).chunks()).isEmpty();
  }

  @Test
  void visitTrace_visitorWantsSome_getsThoseUntilItHasEnough() {
    journal().append(List.of(chunk(1, 1), chunk(1, 2), chunk(2, 1), chunk(1, 3), chunk(1, 4)));
    List<Long> seen = new ArrayList<>();
    spans()
        .visitTrace(
            trace(1),
            new ChunkVisitor() {
              @Override
              public boolean wants(IndexedChunk indexed) {
                return indexed.sequence() != 2;
              }

              @Override
              public boolean visit(StoredChunk stored) {
                seen.add(stored.sequence());
                return seen.size() < 2;
              }
            });
    assertThat(seen).containsExactly(1L, 4L);
  }

  @Test
  void firstChunk_isTheEarliestOfTheTrace() {
    journal().append(List.of(chunk(2, 1), chunk(1, 1)));
    journal().append(List.of(chunk(1, 2)));
    SpanReader.Place first = spans().firstChunk(trace(1));
    assertThat(first).isNotNull();
    assertThat(first.sequence()).isEqualTo(2);
    assertThat(first.bucket()).isEqualTo(logFrom(2).getFirst().bucket());
    assertThat(spans().firstChunk(trace(99))).isNull();
  }

  @Test
  void readLog_fromACursor_startsThereAndStopsWhenTold() {
    for (int i = 1; i <= 5; i++) {
      journal().append(List.of(chunk(i, 1)));
    }
    List<Long> seen = new ArrayList<>();
    spans()
        .readLog(
            3,
            stored -> {
              seen.add(stored.sequence());
              return seen.size() < 2;
            });
    assertThat(seen).containsExactly(3L, 4L);
    assertThat(logFrom(6)).isEmpty();
    assertThat(logFrom(0)).hasSize(5);
  }

  @Test
  void scanTraces_visitsEachTraceOnceUntilTheVisitorHasEnough() {
    journal().append(List.of(chunk(1, 1), chunk(2, 1)));
    journal().append(List.of(chunk(1, 2)));
    assertThat(scanned(9)).containsExactlyInAnyOrder(trace(1), trace(2));
    assertThat(scanned(1)).hasSize(1);
  }

  @Test
  void nothingDroppedOrDeleted_noTraceIsPartialOrForgotten() {
    journal().append(List.of(chunk(1, 1)));
    assertThat(spans().isPartial(trace(1))).isFalse();
    assertThat(spans().isForgotten(trace(1))).isFalse();
  }

  private List<TraceId> scanned(int enough) {
    List<TraceId> seen = new ArrayList<>();
    spans()
        .scanTraces(index -> {
          seen.add(index.traceId());
          return seen.size() < enough;
        });
    return seen;
  }

  private List<StoredChunk> logFrom(long sequence) {
    List<StoredChunk> chunks = new ArrayList<>();
    spans().readLog(sequence, chunks::add);
    return chunks;
  }

  private IndexedChunk indexed(StoredChunk stored) {
    return new IndexedChunk(
        stored.sequence(), stored.bucket(), stored.chunk().kind(), stored.chunk().entries());
  }
}
