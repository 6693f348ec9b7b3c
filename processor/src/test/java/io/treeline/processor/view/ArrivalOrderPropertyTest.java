package io.treeline.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the order, duplication, split, eviction or restart: the same runs, and every item
/// counted once.
final class ArrivalOrderPropertyTest {
  private static final int TRACES = 5;
  private static final Duration QUIET = Duration.ofHours(1);

  private record Item(TraceId trace, ChunkEntry entry) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anyArrival_ofTheSameItems_givesTheSameRuns(long seed) {
    Random random = new Random(seed);
    List<Item> items = items(random);
    Map<TraceId, List<Run>> expected = runs(send(items, new Random(seed), 1_000, false));

    List<Item> shuffled = new ArrayList<>(items);
    for (int i = 0; i < items.size() / 3; i++) {
      shuffled.add(items.get(random.nextInt(items.size())));
    }
    Collections.shuffle(shuffled, random);
    CoreHarness core = send(shuffled, random, 1 + random.nextInt(4), false);
    assertThat(runs(core)).isEqualTo(expected);
    assertCountedOnce(core, shuffled);

    assertThat(runs(send(shuffled, random, 2, true))).isEqualTo(expected);
  }

  private static List<Item> items(Random random) {
    List<Item> items = new ArrayList<>();
    for (int t = 1; t <= TRACES; t++) {
      int spans = 1 + random.nextInt(12);
      for (long id = 1; id <= spans; id++) {
        long parent = random.nextInt(5) == 0 ? 0 : random.nextLong(id);
        ChunkEntry ended = TestChunks.span(id, parent, id);
        items.add(new Item(TestChunks.trace(t), ended));
        if (random.nextInt(3) == 0) {
          items.add(new Item(TestChunks.trace(t), TestChunks.open(id, parent, id)));
        }
        if (random.nextInt(6) == 0) {
          long end = ended.endUnixNanos();
          items.add(
              new Item(
                  TestChunks.trace(t),
                  TestChunks.entry(id, parent, ended.startUnixNanos(), end, 200)));
        }
      }
    }
    return items;
  }

  /// Sends the items in chunks of random size, all at one arrival time, and lets all timers ring.
  private static CoreHarness send(
      List<Item> items, Random random, int openTraces, boolean restarts) {
    InMemoryStore store = new InMemoryStore();
    ManualTime time = new ManualTime();
    ViewSettings settings = ViewSettings.DEFAULT.withMaxOpen(openTraces, 1L << 30);
    CoreHarness core = new CoreHarness(store, time, settings, TrivialAssembler.interpreter());
    for (int from = 0; from < items.size(); ) {
      Item first = items.get(from);
      List<ChunkEntry> entries = new ArrayList<>();
      while (from < items.size()
          && items.get(from).trace().equals(first.trace())
          && entries.size() < 4) {
        entries.add(items.get(from++).entry());
      }
      core.send(
          TestChunks.spans(first.trace(), ManualTime.START, entries.toArray(ChunkEntry[]::new)));
      core.pass(Duration.ofMillis(random.nextInt(120)));
      if (restarts && random.nextInt(5) == 0) {
        if (random.nextBoolean()) {
          core.views.flush();
        }
        core = new CoreHarness(store, time, settings, TrivialAssembler.interpreter());
        core.replay();
      }
    }
    time.advance(QUIET);
    core.pass(Duration.ofSeconds(10));
    return core;
  }

  private static Map<TraceId, List<Run>> runs(CoreHarness core) {
    Map<TraceId, List<Run>> runs = new HashMap<>();
    for (int t = 1; t <= TRACES; t++) {
      TraceId trace = TestChunks.trace(t);
      runs.put(trace, core.runs(trace).stream().map(run -> run.withRevision(0)).toList());
    }
    return runs;
  }

  private static void assertCountedOnce(CoreHarness core, List<Item> sent) {
    Set<Item> versions = new HashSet<>(sent);
    Set<String> spans = new HashSet<>();
    sent.forEach(item -> spans.add(item.trace() + "-" + item.entry().spanId()));
    assertThat(core.counter("treeline_new_spans_total")).isEqualTo(spans.size());
    assertThat(core.counter("treeline_superseded_spans_total"))
        .isEqualTo(versions.size() - spans.size());
    assertThat(core.counter("treeline_duplicate_spans_total"))
        .isEqualTo(sent.size() - versions.size());
  }
}
