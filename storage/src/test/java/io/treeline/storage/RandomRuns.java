package io.treeline.storage;

import io.treeline.model.AgentUse;
import io.treeline.model.Cost;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Finding;
import io.treeline.model.Latency;
import io.treeline.model.ModelUse;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunId;
import io.treeline.model.RunMetrics;
import io.treeline.model.RunState;
import io.treeline.model.Score;
import io.treeline.model.Severity;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolUse;
import io.treeline.model.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes runs of every shape from a seed, with few distinct names, so that they meet.
final class RandomRuns {
  private static final long BASE = 1_800_000_000_000_000_000L;
  private static final int NAMES = 4;

  private final Random random;

  RandomRuns(Random random) {
    this.random = random;
  }

  /// Up to three runs of a trace.
  List<Run> ofTrace(TraceId traceId) {
    List<Run> runs = new ArrayList<>();
    int count = random.nextInt(4);
    for (int root = 1; root <= count; root++) {
      runs.add(run(new RunId(traceId, root)));
    }
    return runs;
  }

  Run run(RunId id) {
    long start = BASE + random.nextInt(50) * 1_000_000L;
    return new Run(
        id,
        names("alias"),
        name("run"),
        pick(RunState.values()),
        name("reason"),
        pick(Outcome.values()),
        orNull(() -> "It is 18 ° in " + name("city")),
        random.nextBoolean(),
        context(id.traceId()),
        start,
        random.nextInt(3) == 0 ? Run.OPEN : start + random.nextInt(100) * 1_000_000L,
        List.of(new AgentUse(name("agent"), orNull(() -> name("agent")), 1 + random.nextInt(3))),
        metrics(),
        List.of(new Finding(name("RULE"), pick(Severity.values()), List.of(1L, -2L), "why")),
        List.of(new DataQualityNote(name("CODE"), 3, List.of(Long.MIN_VALUE))),
        random.nextInt(9),
        start + 7);
  }

  private RunContext context(TraceId traceId) {
    boolean implicit = random.nextInt(3) == 0;
    return new RunContext(
        implicit ? traceId.toString() : name("session"),
        implicit ? RunContext.IMPLICIT : "span attribute session.id",
        orNull(() -> name("user")),
        names("tag"),
        Map.of(name("key"), name("value")),
        orNull(() -> name("environment")),
        names("service"),
        names("dialect"),
        random.nextBoolean() ? List.of() : List.of(score(), score()));
  }

  private Score score() {
    Double value = orNull(() -> random.nextInt(100) / 8.0);
    String label = value == null ? name("label") : orNull(() -> name("label"));
    return new Score(
        name("score"), value, label, orNull(() -> name("comment")), "LLM", random.nextLong());
  }

  private RunMetrics metrics() {
    Map<String, ModelUse> models = new HashMap<>();
    names("model").forEach(name -> models.put(name, model()));
    Map<String, ToolUse> tools = new HashMap<>();
    names("tool").forEach(name -> tools.put(name, new ToolUse(1 + number(), number(), number())));
    return new RunMetrics(
        number(),
        number(),
        number(),
        random.nextInt(3) == 0 ? 1 : 0,
        number(),
        tokens(),
        orNull(this::tokens),
        new Cost(known(), random.nextBoolean(), number(), orNull(() -> name("prices"))),
        new Latency(known(), known(), known(), known(), known()),
        models,
        tools);
  }

  private ModelUse model() {
    return new ModelUse(number(), known(), known(), known());
  }

  private TokenUsage tokens() {
    return new TokenUsage(known(), known(), known(), known(), known(), known());
  }

  private int number() {
    return random.nextInt(10);
  }

  private long known() {
    return random.nextInt(10) - 1L;
  }

  private String name(String kind) {
    return kind + "-" + random.nextInt(NAMES);
  }

  private List<String> names(String kind) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      if (random.nextInt(3) == 0) {
        names.add(kind + "-" + i);
      }
    }
    return names;
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
