package io.treeline.query;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.RunMetrics;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.read.DialectInfo;
import io.treeline.model.read.ListedTree;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.read.SessionQuery;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.StepPage;
import io.treeline.model.read.StepQuery;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.SpanReader.TraceVisitor;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reader over lists that a test fills; cursors are positions.
public final class FakeRunReader implements RunReader {
  public final List<AgentTree> trees = new ArrayList<>();
  public final List<Session> sessions = new ArrayList<>();
  public final Map<TraceId, List<StoredChunk>> traces = new LinkedHashMap<>();

  /// What was asked for last.
  public @Nullable RunQuery lastQuery;

  /// The trace at which the disk stops answering.
  public @Nullable TraceId broken;

  public boolean failing;

  /// A reader that knows the demo run, its session and two stored traces.
  public static FakeRunReader withDemo() {
    FakeRunReader reader = new FakeRunReader();
    reader.trees.add(DemoRun.tree());
    reader.sessions.add(sessionOf("sess-demo", DemoRun.run()));
    return reader;
  }

  public static Session sessionOf(String id, Run run) {
    RunMetrics metrics = run.metrics();
    return new Session(
        id,
        false,
        List.of("u-7"),
        run.startUnixNanos(),
        run.endUnixNanos(),
        1,
        1,
        metrics.llmCalls(),
        metrics.toolCalls(),
        metrics.errors(),
        metrics.tokens(),
        metrics.cost(),
        metrics.latency(),
        metrics.models(),
        metrics.tools(),
        List.of(),
        false);
  }

  /// Adds copies of the demo run under other span ids.
  public void addRuns(int count) {
    Run run = DemoRun.run();
    for (int i = 0; i < count; i++) {
      RunId id = new RunId(new TraceId(7, 1L + i), 1);
      trees.add(
          new AgentTree(
              new Run(
                  id,
                  run.aliases(),
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
                  run.lastArrivalUnixNanos()),
              DemoRun.tree().steps()));
    }
  }

  @Override
  public Page<Run> runs(RunQuery query) {
    fail();
    lastQuery = query;
    List<Run> matching =
        trees.stream().map(AgentTree::run).filter(query.filter()::matches).toList();
    return page(matching, query.limit(), query.cursor());
  }

  @Override
  public RunLookup find(String id, StepQuery steps) {
    fail();
    List<AgentTree> found =
        trees.stream()
            .filter(tree ->
                tree.run().id().toString().equals(id)
                    || tree.run().id().traceId().toString().equals(id))
            .toList();
    return switch (found.size()) {
      case 0 -> new RunLookup.NotFound();
      case 1 -> {
        StepPage page = steps.of(new ListedTree(found.getFirst()));
        Run run = found.getFirst().run();
        yield page == null ? new RunLookup.NoSuchStep(run) : new RunLookup.Found(run, page);
      }
      default -> new RunLookup.Several(found.stream().map(AgentTree::run).toList());
    };
  }

  @Override
  public @Nullable SpanDetail span(@Nullable TraceId traceId, long spanId) {
    boolean isKnown = traceId == null || traceId.equals(DemoSpan.SPAN.traceId());
    return isKnown && spanId == DemoSpan.SPAN.spanId() ? DemoSpan.SPAN : null;
  }

  @Override
  public List<DialectInfo> dialects() {
    return List.of(
        new DialectInfo(
            "acme", "The agent loop of Acme", "acme.dialect", List.of("acme.*"), List.of("acme")));
  }

  @Override
  public Page<Session> sessions(SessionQuery query) {
    fail();
    return page(sessions, query.limit(), query.cursor());
  }

  @Override
  public @Nullable Session session(String sessionId) {
    fail();
    return sessions.stream().filter(s -> s.id().equals(sessionId)).findFirst().orElse(null);
  }

  @Override
  public TraceIndex index(TraceId traceId) {
    fail();
    return index(traceId, traces.getOrDefault(traceId, List.of()));
  }

  @Override
  public void visitTrace(TraceId traceId, ChunkVisitor visitor) {
    fail();
    if (traceId.equals(broken)) {
      throw new StoreException(RefusalReason.STORE_FAILED, "cannot read /data");
    }
    for (StoredChunk stored : traces.getOrDefault(traceId, List.of())) {
      if (visitor.wants(indexed(stored)) && !visitor.visit(stored)) {
        return;
      }
    }
  }

  private static TraceIndex index(TraceId traceId, List<StoredChunk> chunks) {
    return new TraceIndex(traceId, chunks.stream().map(FakeRunReader::indexed).toList());
  }

  private static IndexedChunk indexed(StoredChunk stored) {
    return new IndexedChunk(
        stored.sequence(), stored.bucket(), stored.chunk().kind(), stored.chunk().entries());
  }

  @Override
  public void scanTraces(TraceVisitor visitor) {
    fail();
    traces.forEach((traceId, chunks) -> visitor.visit(index(traceId, chunks)));
  }

  @Override
  public StoreStats stats() {
    fail();
    return new StoreStats(
        "/data",
        "uuid-1",
        1,
        5_000_000,
        Map.of("log", 4_000_000L, "view", 20_000L),
        42,
        9_000_000,
        7_000_000,
        2,
        42,
        40,
        DemoRun.START,
        new StoreStats.Dropped(3, 70, 9_000_000, DemoRun.START));
  }

  @Override
  public long behind() {
    return 2;
  }

  private void fail() {
    if (failing) {
      throw new StoreException(RefusalReason.DISK_FULL, "no space left in /data");
    }
  }

  private <T> Page<T> page(List<T> all, int limit, @Nullable String cursor) {
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(all.size(), from + limit);
    return new Page<>(
        all.subList(from, to),
        all.size(),
        false,
        to < all.size() ? Integer.toString(to) : null,
        DemoRun.START,
        behind());
  }
}
