package io.treeline.processor.view;

import io.treeline.model.AgentStep;
import io.treeline.model.AgentTree;
import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.Cost;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Latency;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunId;
import io.treeline.model.RunMetrics;
import io.treeline.model.RunState;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.tree.AssemblyInput;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceTrees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Dialects and assembler reduced to what the core can tell apart: every top span, or missing
/// parent, is a run; a span's length is its tokens; states go by the default quiet times.
///
/// The session of trace n is `session-` n mod 3, so sessions span traces; multiples of 4 are
/// implicit.
public final class TrivialAssembler {
  private static final CompletionSettings TIMES = CompletionSettings.DEFAULT;

  private TrivialAssembler() {}

  public static Interpreter interpreter() {
    return new Interpreter(
        TrivialAssembler::decodeSpans, TrivialAssembler::decodeLogs, TrivialAssembler::assemble);
  }

  public static List<SpanFacts> decodeSpans(Chunk chunk) {
    return chunk.entries().stream()
        .map(entry ->
            new SpanFacts(
                entry,
                "span-" + entry.spanId(),
                "test",
                1,
                StepStatus.OK,
                StepKind.AGENT,
                "",
                false,
                false,
                List.of("test"),
                Fields.NONE,
                TokenUsage.NONE,
                null,
                Output.NONE,
                Map.of(),
                List.of(),
                List.of()))
        .toList();
  }

  public static List<LogFacts> decodeLogs(Chunk chunk) {
    return chunk.entries().stream()
        .map(entry ->
            new LogFacts(
                entry, "event", Fields.NONE, TokenUsage.NONE, Output.NONE, null, List.of()))
        .toList();
  }

  public static TraceTrees assemble(AssemblyInput input) {
    Map<Long, ChunkEntry> spans = new HashMap<>();
    input.spans().forEach(span -> spans.put(span.spanId(), span.entry()));
    TreeMap<Long, List<ChunkEntry>> byTop = new TreeMap<>();
    for (ChunkEntry span : spans.values()) {
      byTop.computeIfAbsent(top(span, spans), id -> new ArrayList<>()).add(span);
    }
    List<AgentTree> trees = new ArrayList<>();
    byTop.forEach((top, members) -> trees.add(tree(input, top, spans.containsKey(top), members)));
    return new TraceTrees(trees, List.of());
  }

  private static long top(ChunkEntry span, Map<Long, ChunkEntry> spans) {
    ChunkEntry at = span;
    while (at.parentSpanId() != 0) {
      ChunkEntry parent = spans.get(at.parentSpanId());
      if (parent == null) {
        return at.parentSpanId();
      }
      at = parent;
    }
    return at.spanId();
  }

  private static AgentTree tree(
      AssemblyInput input, long top, boolean topSeen, List<ChunkEntry> members) {
    members.sort(Comparator.comparingLong(ChunkEntry::spanId));
    boolean closed = topSeen && members.stream().allMatch(span -> span.endUnixNanos() != 0);
    RunState state = state(closed, input.nowUnixNanos() - input.lastArrivalUnixNanos());
    long start = members.stream().mapToLong(ChunkEntry::startUnixNanos).min().orElseThrow();
    long end = members.stream().mapToLong(ChunkEntry::endUnixNanos).max().orElseThrow();
    Run run =
        new Run(
            new RunId(input.traceId(), top),
            List.of(),
            "run-" + top,
            state,
            "test",
            closed ? Outcome.FINAL_ANSWER : Outcome.UNKNOWN,
            "x".repeat((int) (top % 5) * 1_000),
            false,
            context(input.traceId()),
            start,
            closed ? end : Run.OPEN,
            List.of(),
            metrics(members, input.logs().size(), end - start),
            List.of(),
            input.partial() ? List.of(new DataQualityNote("PARTIAL", 1, List.of(top))) : List.of(),
            1,
            input.lastArrivalUnixNanos());
    return new AgentTree(
        revised(run, input.previous()), members.stream().map(TrivialAssembler::step).toList());
  }

  private static Run revised(Run run, List<Run> previous) {
    for (Run before : previous) {
      if (before.id().equals(run.id())) {
        Run same = run.withRevision(before.revision());
        return same.listed().equals(before) ? same : run.withRevision(before.revision() + 1);
      }
    }
    return run;
  }

  private static RunState state(boolean closed, long quietNanos) {
    if (closed) {
      return isOver(quietNanos, TIMES.endedAfter()) ? RunState.ENDED : RunState.RUNNING;
    }
    if (isOver(quietNanos, TIMES.abandonedAfter())) {
      return RunState.ABANDONED;
    }
    return isOver(quietNanos, TIMES.stalledAfter()) ? RunState.STALLED : RunState.RUNNING;
  }

  private static boolean isOver(long quietNanos, Duration quiet) {
    return quietNanos >= quiet.toNanos();
  }

  private static RunContext context(TraceId trace) {
    boolean implicit = trace.low() % 4 == 0;
    return new RunContext(
        implicit ? trace.toString() : "session-" + trace.low() % 3,
        implicit ? RunContext.IMPLICIT : "span attribute session.id",
        "user-" + trace.low() % 2,
        List.of(),
        Map.of(),
        null,
        List.of("service"),
        List.of("test"),
        List.of());
  }

  private static RunMetrics metrics(List<ChunkEntry> members, int logs, long durationNanos) {
    long tokens = members.stream().mapToLong(ChunkEntry::length).sum();
    return new RunMetrics(
        members.size(),
        logs,
        0,
        0,
        members.size(),
        new TokenUsage(tokens, 0, tokens, -1, -1, -1),
        null,
        new Cost(tokens * 1_000, true, 0, "test prices"),
        new Latency(Math.max(0, durationNanos), 0, 0, 0, Latency.UNKNOWN),
        Map.of(),
        Map.of());
  }

  private static Step step(ChunkEntry entry) {
    boolean open = entry.endUnixNanos() == 0;
    StepHeader header =
        new StepHeader(
            entry.spanId(),
            entry.parentSpanId(),
            entry.parentSpanId(),
            StepKind.AGENT,
            "span-" + entry.spanId(),
            open ? StepState.OPEN : StepState.CLOSED,
            null,
            entry.startUnixNanos(),
            open ? StepHeader.UNKNOWN : entry.endUnixNanos() - entry.startUnixNanos(),
            StepStatus.OK,
            null,
            null,
            0,
            "test");
    return new AgentStep(
        header,
        null,
        null,
        null,
        TokenUsage.NONE,
        Charge.NONE,
        ChargeReason.NO_USAGE,
        StepCost.UNKNOWN);
  }
}
