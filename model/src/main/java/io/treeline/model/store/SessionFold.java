package io.treeline.model.store;

import io.treeline.model.Cost;
import io.treeline.model.KnownSum;
import io.treeline.model.Latency;
import io.treeline.model.ModelUse;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.Session;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The running totals of a session, from which runs can be taken away again exactly.
///
/// Traces come and go whole ([#add], [#remove] with all runs of one trace that belong to the
/// session). Only the time span can get too wide by a removal; [#isExtreme] says when, and the
/// owner then looks at the members left and sets it with [#setTimes]. A store keeps it as a
/// [State]. Not safe for several threads.
public final class SessionFold {
  /// Positions in [#sums]: six token fields, cost, four latencies.
  private static final int SUMS = 11;

  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private int traces;
  private final int[] counts = new int[Count.values().length];
  private final KnownSum[] sums = new KnownSum[SUMS];
  private final Map<String, ModelSums> models = new HashMap<>();
  private final Map<String, ToolUse> tools = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<String, Integer> tags = new HashMap<>();
  private final Map<String, Integer> prices = new HashMap<>();

  /// All that a fold knows, for a store to keep. `sums` are, in this order: input, output, total,
  /// cache read, cache write and reasoning tokens, nano-USD, and the total, LLM, tool and other
  /// latencies in nanoseconds. `users`, `tags` and `prices` say how many runs name each.
  public record State(
      long firstUnixNanos,
      long lastUnixNanos,
      int traces,
      Map<Count, Integer> counts,
      List<KnownSum> sums,
      Map<String, ModelSums> models,
      Map<String, ToolUse> tools,
      Map<String, Integer> users,
      Map<String, Integer> tags,
      Map<String, Integer> prices) {
    public State {
      if (sums.size() != SUMS) {
        throw new IllegalArgumentException("a session fold has " + SUMS + " sums");
      }
      counts = Map.copyOf(counts);
      sums = List.copyOf(sums);
      models = Map.copyOf(models);
      tools = Map.copyOf(tools);
      users = Map.copyOf(users);
      tags = Map.copyOf(tags);
      prices = Map.copyOf(prices);
    }
  }

  /// What a fold counts.
  public enum Count {
    RUNS,
    LLM_CALLS,
    TOOL_CALLS,
    ERRORS,
    UNPRICED_CALLS,
    INCOMPLETE_COSTS,
    RUNNING,
    IMPLICIT
  }

  /// Exact sums of one model's use.
  public record ModelSums(int calls, KnownSum input, KnownSum output, KnownSum nanoUsd) {
    static final ModelSums EMPTY = new ModelSums(0, KnownSum.EMPTY, KnownSum.EMPTY, KnownSum.EMPTY);

    ModelSums plus(ModelUse use, int sign) {
      return new ModelSums(
          calls + sign * use.calls(),
          change(input, use.inputTokens(), sign),
          change(output, use.outputTokens(), sign),
          change(nanoUsd, use.nanoUsd(), sign));
    }

    ModelSums plus(ModelSums other) {
      return new ModelSums(
          calls + other.calls,
          input.plus(other.input),
          output.plus(other.output),
          nanoUsd.plus(other.nanoUsd));
    }
  }

  public SessionFold() {
    java.util.Arrays.fill(sums, KnownSum.EMPTY);
  }

  /// The fold that a state was taken from.
  public static SessionFold of(State state) {
    SessionFold fold = new SessionFold();
    fold.first = state.firstUnixNanos;
    fold.last = state.lastUnixNanos;
    fold.traces = state.traces;
    state.counts.forEach((count, n) -> fold.counts[count.ordinal()] = n);
    for (int i = 0; i < SUMS; i++) {
      fold.sums[i] = state.sums.get(i);
    }
    fold.models.putAll(state.models);
    fold.tools.putAll(state.tools);
    fold.users.putAll(state.users);
    fold.tags.putAll(state.tags);
    fold.prices.putAll(state.prices);
    return fold;
  }

  /// What a store keeps of this fold.
  public State state() {
    Map<Count, Integer> byCount = new EnumMap<>(Count.class);
    for (Count count : Count.values()) {
      byCount.put(count, count(count));
    }
    return new State(
        first, last, traces, byCount, List.of(sums), models, tools, users, tags, prices);
  }

  /// Adds the runs of one trace that belong to this session.
  public void add(List<Run> runsOfTrace) {
    change(runsOfTrace, 1);
    for (Run run : runsOfTrace) {
      first = Math.min(first, run.startUnixNanos());
      last = Math.max(last, lastActivity(run));
    }
  }

  /// Takes away runs exactly as they were added.
  public void remove(List<Run> runsOfTrace) {
    change(runsOfTrace, -1);
  }

  /// Whether one of these runs sets the session's first or last time.
  public boolean isExtreme(List<Run> runsOfTrace) {
    return runsOfTrace.stream()
        .anyMatch(run -> run.startUnixNanos() <= first || lastActivity(run) >= last);
  }

  /// Replaces the time span by that of the members, after a removal of an extreme one.
  public void setTimes(long firstUnixNanos, long lastUnixNanos) {
    first = firstUnixNanos;
    last = lastUnixNanos;
  }

  /// The latest time a run speaks of: its end, or its start while it is open.
  public static long lastActivity(Run run) {
    return Math.max(run.startUnixNanos(), run.endUnixNanos());
  }

  /// Adds the totals of another fold of the same session, e.g. of another bucket.
  public void merge(SessionFold other) {
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    traces += other.traces;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sums[i].plus(other.sums[i]);
    }
    other.models.forEach((name, use) -> models.merge(name, use, ModelSums::plus));
    other.tools.forEach((name, use) -> tools.merge(name, use, ToolUse::plus));
    other.users.forEach((name, n) -> users.merge(name, n, Integer::sum));
    other.tags.forEach((name, n) -> tags.merge(name, n, Integer::sum));
    other.prices.forEach((name, n) -> prices.merge(name, n, Integer::sum));
  }

  public boolean isEmpty() {
    return counts[Count.RUNS.ordinal()] == 0;
  }

  public long firstUnixNanos() {
    return first;
  }

  public long lastUnixNanos() {
    return last;
  }

  public Session toSession(String id) {
    Map<String, ModelUse> uses = new HashMap<>();
    models.forEach((name, m) ->
        uses.put(
            name, new ModelUse(m.calls, m.input.value(), m.output.value(), m.nanoUsd.value())));
    return new Session(
        id,
        count(Count.IMPLICIT) > 0,
        sorted(users),
        first,
        last,
        count(Count.RUNS),
        traces,
        count(Count.LLM_CALLS),
        count(Count.TOOL_CALLS),
        count(Count.ERRORS),
        tokens(),
        cost(),
        new Latency(
            zeroIfUnknown(sums[7]),
            zeroIfUnknown(sums[8]),
            zeroIfUnknown(sums[9]),
            zeroIfUnknown(sums[10]),
            Latency.UNKNOWN),
        uses,
        tools,
        sorted(tags),
        count(Count.RUNNING) > 0);
  }

  private TokenUsage tokens() {
    return new TokenUsage(
        sums[0].value(),
        sums[1].value(),
        sums[2].value(),
        sums[3].value(),
        sums[4].value(),
        sums[5].value());
  }

  private Cost cost() {
    return new Cost(
        sums[6].value(),
        count(Count.INCOMPLETE_COSTS) == 0,
        count(Count.UNPRICED_CALLS),
        prices.keySet().stream().max(Comparator.naturalOrder()).orElse(null));
  }

  private void change(List<Run> runs, int sign) {
    if (runs.isEmpty()) {
      return;
    }
    traces += sign;
    for (Run run : runs) {
      changeCounts(run, sign);
      changeSums(run, sign);
      run.metrics()
          .models()
          .forEach((name, use) ->
              models.compute(
                  name,
                  (k, old) -> {
                    ModelSums sum = (old == null ? ModelSums.EMPTY : old).plus(use, sign);
                    return sum.equals(ModelSums.EMPTY) ? null : sum;
                  }));
      run.metrics().tools().forEach((name, use) -> changeTool(name, use, sign));
      String user = run.context().userId();
      if (user != null) {
        changeName(users, user, sign);
      }
      run.context().tags().forEach(tag -> changeName(tags, tag, sign));
      String priced = run.metrics().cost().prices();
      if (priced != null) {
        changeName(prices, priced, sign);
      }
    }
  }

  private void changeCounts(Run run, int sign) {
    changeCount(Count.RUNS, sign);
    changeCount(Count.LLM_CALLS, sign * run.metrics().llmCalls());
    changeCount(Count.TOOL_CALLS, sign * run.metrics().toolCalls());
    changeCount(Count.ERRORS, sign * run.metrics().errors());
    changeCount(Count.UNPRICED_CALLS, sign * run.metrics().cost().unpricedCalls());
    changeCount(Count.INCOMPLETE_COSTS, run.metrics().cost().complete() ? 0 : sign);
    changeCount(Count.RUNNING, run.state() == RunState.RUNNING ? sign : 0);
    changeCount(Count.IMPLICIT, run.context().isImplicit() ? sign : 0);
  }

  private void changeSums(Run run, int sign) {
    TokenUsage tokens = run.metrics().tokens();
    Latency latency = run.metrics().latency();
    long[] values = {
      tokens.input(),
      tokens.output(),
      tokens.total(),
      tokens.cacheRead(),
      tokens.cacheWrite(),
      tokens.reasoning(),
      run.metrics().cost().nanoUsd(),
      latency.totalNanos(),
      latency.llmNanos(),
      latency.toolNanos(),
      latency.otherNanos()
    };
    for (int i = 0; i < SUMS; i++) {
      sums[i] = change(sums[i], values[i], sign);
    }
  }

  private void changeTool(String name, ToolUse use, int sign) {
    ToolUse none = new ToolUse(0, 0, 0);
    ToolUse old = tools.getOrDefault(name, none);
    ToolUse sum =
        new ToolUse(
            old.calls() + sign * use.calls(),
            old.errors() + sign * use.errors(),
            old.totalNanos() + sign * use.totalNanos());
    if (sum.equals(none)) {
      tools.remove(name);
    } else {
      tools.put(name, sum);
    }
  }

  private static void changeName(Map<String, Integer> names, String name, int sign) {
    names.compute(
        name,
        (k, n) -> {
          int sum = (n == null ? 0 : n) + sign;
          return sum == 0 ? null : sum;
        });
  }

  private void changeCount(Count count, int by) {
    counts[count.ordinal()] += by;
  }

  private int count(Count count) {
    return counts[count.ordinal()];
  }

  private static KnownSum change(KnownSum sum, long value, int sign) {
    return sign > 0 ? sum.plus(value) : sum.minus(value);
  }

  private static long zeroIfUnknown(KnownSum sum) {
    return Math.max(0, sum.value());
  }

  private static List<String> sorted(Map<String, Integer> names) {
    List<String> list = new ArrayList<>(names.keySet());
    list.sort(null);
    return list;
  }
}
