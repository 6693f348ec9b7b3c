package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.RunState;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.ViewStore;
import io.treeline.model.store.ViewStore.RunPosition;
import io.treeline.model.store.ViewStore.SessionPosition;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The views against a model of them: whatever is applied in whatever order, every list and every
/// fold equals what a look at all runs gives.
class RocksViewStoreIT {
  private static final int TRACES = 40;
  private static final int BUCKETS = 3;
  private static final Comparator<Run> NEWEST_FIRST =
      Comparator.comparingLong(Run::startUnixNanos)
          .reversed()
          .thenComparing(run -> run.id().traceId())
          .thenComparing(run -> run.id().rootSpanId(), Long::compareUnsigned);

  @TempDir private Path directory;

  private RocksStore store;
  private final Map<TraceId, List<Run>> model = new HashMap<>();

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreFixture.smallBuckets(directory));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_261_123})
  void views_anyChanges_equalALookAtAllRuns(long seed) {
    Random random = new Random(seed);
    RandomRuns runs = new RandomRuns(random);
    for (int round = 1; round <= 25; round++) {
      List<TraceView> changes = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        changes.add(change(random, runs));
      }
      store.views().apply(changes, round);
      changes.forEach(change -> model.put(change.traceId(), change.runs()));
      assertThat(store.views().cursor()).isEqualTo(round);
      assertThat(store.views().countRuns()).isEqualTo(allRuns().size());
      if (round % 5 == 0) {
        assertRuns(random);
        assertSessions(random);
      }
    }
    store.close();
    open();
    assertRuns(random);
    assertSessions(random);
  }

  private static TraceView change(Random random, RandomRuns runs) {
    int n = random.nextInt(TRACES);
    TraceId traceId = SampleChunks.trace(n);
    return new TraceView(traceId, 1 + n % BUCKETS, runs.ofTrace(traceId));
  }

  private void assertRuns(Random random) {
    for (RunFilter filter : filters()) {
      List<Run> expected = allRuns().stream().filter(filter::matches).toList();
      assertThat(scan(filter, null)).as("%s", filter).isEqualTo(expected);
      if (!expected.isEmpty()) {
        int at = random.nextInt(expected.size());
        Run last = expected.get(at);
        assertThat(scan(filter, new RunPosition(last.startUnixNanos(), last.id())))
            .as("%s after %s", filter, at)
            .isEqualTo(expected.subList(at + 1, expected.size()));
      }
    }
    assertThat(store.views().openRuns())
        .isEqualTo(
            allRuns().stream()
                .filter(r -> r.state() == RunState.RUNNING || r.state() == RunState.STALLED)
                .toList());
    for (Run run : allRuns()) {
      assertThat(store.views().run(run.id())).isEqualTo(run);
      assertThat(store.views().runsOfTrace(run.id().traceId())).contains(run);
    }
  }

  private static List<RunFilter> filters() {
    long base = 1_800_000_000_000_000_000L;
    return List.of(
        RunFilter.ALL,
        RunFilter.ofSession("session-1"),
        filter(null, "model-1", null, null, null, null),
        filter("user-2", null, null, null, null, null),
        filter(null, "model-0", RunState.ENDED, null, null, null),
        filter(null, null, RunState.RUNNING, null, null, null),
        filter(null, null, null, true, null, null),
        filter(null, null, null, false, null, null),
        filter(null, null, null, null, base + 10_000_000, base + 30_000_000),
        filter("user-1", null, null, null, null, base + 30_000_000));
  }

  private static RunFilter filter(
      @Nullable String user,
      @Nullable String llm,
      @Nullable RunState state,
      @Nullable Boolean error,
      @Nullable Long since,
      @Nullable Long until) {
    return new RunFilter(
        null, user, null, llm, null, null, state, null, null, error, null, since, until, null, null,
        null, null);
  }

  @Test
  void scanRuns_everyIndexedField_findsTheRun() {
    Run run = new RandomRuns(new Random(5)).run(new RunId(SampleChunks.trace(1), 1));
    store.views().apply(List.of(new TraceView(SampleChunks.trace(1), 1, List.of(run))), 1);
    for (String agent : run.agents().stream().map(a -> a.name()).toList()) {
      assertThat(scan(named(agent, null, null, null), null)).containsExactly(run);
    }
    for (String tool : run.metrics().tools().keySet()) {
      assertThat(scan(named(null, tool, null, null), null)).containsExactly(run);
    }
    for (String service : run.context().services()) {
      assertThat(scan(named(null, null, service, null), null)).containsExactly(run);
    }
    for (String tag : run.context().tags()) {
      assertThat(scan(named(null, null, null, tag), null)).containsExactly(run);
    }
    assertThat(scan(named("nobody", null, null, null), null)).isEmpty();
  }

  private static RunFilter named(
      @Nullable String agent,
      @Nullable String tool,
      @Nullable String service,
      @Nullable String tag) {
    return new RunFilter(
        null, null, agent, null, tool, service, null, null, null, null, tag, null, null, null, null,
        null, null);
  }

  private void assertSessions(Random random) {
    Map<String, SessionFold> expected = new LinkedHashMap<>();
    model.values().stream()
        .flatMap(List::stream)
        .map(run -> run.context().sessionId())
        .distinct()
        .forEach(session -> expected.put(session, foldOf(session)));
    List<SessionPosition> visited = new ArrayList<>();
    store
        .views()
        .scanSessions(
            null,
            (id, fold) -> {
              assertThat(fold.state()).as(id).isEqualTo(foldOf(id).state());
              visited.add(new SessionPosition(fold.lastUnixNanos(), id));
              return true;
            });
    assertThat(visited)
        .extracting(SessionPosition::sessionId)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    assertThat(visited)
        .isSortedAccordingTo(
            Comparator.comparingLong(SessionPosition::lastUnixNanos)
                .reversed()
                .thenComparing(SessionPosition::sessionId));
    assertThat(store.views().countSessions()).isEqualTo(expected.size());
    assertPaged(visited, random);
    expected.forEach(
        (id, fold) -> assertThat(store.views().session(id)).as(id).isEqualTo(fold.toSession(id)));
    assertThat(store.views().session("nobody's")).isNull();
  }

  private void assertPaged(List<SessionPosition> visited, Random random) {
    if (visited.isEmpty()) {
      return;
    }
    int at = random.nextInt(visited.size());
    List<String> rest = new ArrayList<>();
    store
        .views()
        .scanSessions(
            visited.get(at),
            (id, fold) -> {
              rest.add(id);
              return true;
            });
    assertThat(rest)
        .isEqualTo(
            visited.subList(at + 1, visited.size()).stream()
                .map(SessionPosition::sessionId)
                .toList());
  }

  private SessionFold foldOf(String session) {
    SessionFold fold = new SessionFold();
    model
        .values()
        .forEach(runs ->
            fold.add(
                runs.stream().filter(run -> run.context().sessionId().equals(session)).toList()));
    return fold;
  }

  @Test
  void scanSessions_sessionInSeveralBuckets_isVisitedOnce() {
    RandomRuns runs = new RandomRuns(new Random(1));
    Set<String> sessions = new HashSet<>();
    for (int n = 0; n < 30; n++) {
      List<Run> ofTrace = runs.ofTrace(SampleChunks.trace(n));
      ofTrace.forEach(run -> sessions.add(run.context().sessionId()));
      store.views().apply(List.of(new TraceView(SampleChunks.trace(n), 1 + n % 5, ofTrace)), n);
    }
    List<String> visited = new ArrayList<>();
    store
        .views()
        .scanSessions(
            null,
            (id, fold) -> {
              visited.add(id);
              return true;
            });
    assertThat(visited).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sessions);
  }

  @Test
  void run_byAnAlias_isFound() {
    RunId old = new RunId(SampleChunks.trace(1), 7);
    Run run =
        withAlias(new RandomRuns(new Random(9)).run(new RunId(SampleChunks.trace(1), 1)), old);
    store.views().apply(List.of(new TraceView(SampleChunks.trace(1), 1, List.of(run))), 1);
    assertThat(store.views().run(old)).isEqualTo(run);
    assertThat(store.views().run(new RunId(SampleChunks.trace(1), 8))).isNull();
    assertThat(store.views().run(new RunId(SampleChunks.trace(2), 1))).isNull();
  }

  @Test
  void apply_runMovedToAnotherBucket_leavesNothingBehind() {
    Run run = new RandomRuns(new Random(3)).run(new RunId(SampleChunks.trace(1), 1));
    ViewStore views = store.views();
    views.apply(List.of(new TraceView(SampleChunks.trace(1), 1, List.of(run))), 1);
    views.apply(List.of(new TraceView(SampleChunks.trace(1), 2, List.of(run))), 2);
    assertThat(scan(RunFilter.ALL, null)).containsExactly(run);
    assertThat(views.countRuns()).isEqualTo(1);
    assertThat(views.countSessions()).isEqualTo(1);
    views.apply(List.of(new TraceView(SampleChunks.trace(1), 2, List.of())), 3);
    assertThat(scan(RunFilter.ALL, null)).isEmpty();
    assertThat(views.countRuns()).isZero();
    assertThat(views.countSessions()).isZero();
    assertThat(views.session(run.context().sessionId())).isNull();
  }

  @Test
  void claims_areFoundByResponse_andGoWithTheirTrace() {
    TraceId one = SampleChunks.trace(1);
    TraceId two = SampleChunks.trace(2);
    Claim ofOne = claim(one, 7, "s-1");
    Claim ofTwo = claim(two, 8, null);
    Run run = new RandomRuns(new Random(3)).run(new RunId(one, 1));
    ViewStore views = store.views();
    views.apply(
        List.of(
            new TraceView(one, 1, List.of(run), List.of(ofOne), List.of(ofTwo)),
            new TraceView(two, 2, List.of(), List.of(ofTwo), List.of())),
        1);

    assertThat(views.claims(0x99L)).containsExactlyInAnyOrder(ofOne, ofTwo);
    assertThat(views.claims(0x98L)).isEmpty();
    assertThat(views.foreignClaims(one)).containsExactly(ofTwo);
    assertThat(views.foreignClaims(two)).isEmpty();

    views.apply(List.of(new TraceView(one, 1, List.of(run))), 2);
    assertThat(views.claims(0x99L)).containsExactly(ofTwo);
    assertThat(views.foreignClaims(one)).isEmpty();
  }

  private static Claim claim(TraceId trace, long spanId, @Nullable String session) {
    TokenUsage tokens = new TokenUsage(5, 6, 11, -1, -1, 2);
    return new Claim(0x99L, trace, spanId, 100, 200, "gpt-5", session, tokens, session != null);
  }

  private static Run withAlias(Run run, RunId alias) {
    return new Run(
        run.id(),
        List.of(alias.toString()),
        run.name(),
        run.state(),
        run.stateReason(),
        run.outcome(),
        run.finalAnswer(),
        run.finalAnswerTruncated(),
        run.context(),
        run.startUnixNanos(),
        run.endUnixNanos(),
        run.agents(),
        run.metrics(),
        run.findings(),
        run.dataQuality(),
        run.revision(),
        run.lastArrivalUnixNanos());
  }

  private List<Run> allRuns() {
    return model.values().stream().flatMap(List::stream).sorted(NEWEST_FIRST).toList();
  }

  private List<Run> scan(RunFilter filter, @Nullable RunPosition after) {
    List<Run> runs = new ArrayList<>();
    store
        .views()
        .scanRuns(
            filter,
            after,
            run -> {
              runs.add(run);
              return true;
            });
    return runs;
  }
}
