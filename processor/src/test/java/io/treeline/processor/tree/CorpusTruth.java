package io.treeline.processor.tree;

import io.treeline.model.Run;
import io.treeline.model.TokenUsage;
import io.treeline.testkit.Corpus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What is true about a recording, and how far some runs say so: the judge's comparison.
final class CorpusTruth {
  private final Map<String, Map<String, @Nullable Object>> wanted = new LinkedHashMap<>();

  private CorpusTruth(String json) {
    map(map(Json.parse(json)).get("facts")).forEach((fact, want) -> wanted.put(fact, map(want)));
  }

  static CorpusTruth of(String recording) {
    return new CorpusTruth(Corpus.truth(recording));
  }

  /// One line for each fact that the runs have wrong.
  List<String> wrongFacts(List<Run> runs) {
    Map<String, @Nullable Object> facts = facts(runs);
    List<String> wrong = new ArrayList<>();
    wanted.forEach((fact, want) -> {
      if (!isRight(fact, want, facts.get(fact))) {
        wrong.add(fact + ": wanted " + want + ", got " + facts.get(fact));
      }
    });
    return wrong;
  }

  private static Map<String, @Nullable Object> facts(List<Run> unordered) {
    List<Run> runs =
        unordered.stream()
            .sorted(
                Comparator.comparingLong(Run::startUnixNanos)
                    .thenComparing(run -> run.id().toString()))
            .toList();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    Set<Object> agents = new HashSet<>();
    runs.forEach(run -> run.agents().forEach(a -> agents.add(pair(a.name(), a.parent()))));
    facts.put("agents", agents);
    facts.put("llm_calls", sum(runs, run -> run.metrics().llmCalls()));
    facts.put("tool_calls", sum(runs, run -> run.metrics().toolCalls()));
    facts.put("errors", sum(runs, run -> run.metrics().errors()));
    facts.put("span_count", sum(runs, run -> run.metrics().spans()));
    Map<String, Long> tools = new HashMap<>();
    Map<String, Long> models = new HashMap<>();
    for (Run run : runs) {
      run.metrics().tools().forEach((t, use) -> tools.merge(t, (long) use.calls(), Long::sum));
      run.metrics()
          .models()
          .forEach((m, use) -> models.merge(withoutDate(m), (long) use.calls(), Long::sum));
    }
    facts.put("tools", withoutZeros(tools));
    facts.put("models", withoutZeros(models));
    tokens(facts, runs);
    facts.put("session", one(distinct(runs, CorpusTruth::explicitSession)));
    facts.put("user", one(distinct(runs, run -> run.context().userId())));
    facts.put("final_answer", lastAnswer(runs));
    facts.put("traces", runs.stream().map(run -> run.id().traceId()).distinct().count());
    facts.put("runs", (long) runs.size());
    facts.put("state", one(runs.stream().map(run -> run.state().word()).toList()));
    facts.put("outcome", one(runs.stream().map(run -> run.outcome().word()).toList()));
    return facts;
  }

  private static void tokens(Map<String, @Nullable Object> facts, List<Run> runs) {
    facts.put("tokens.input", sum(runs, run -> run.metrics().tokens().input()));
    facts.put("tokens.output", sum(runs, run -> run.metrics().tokens().output()));
    facts.put("tokens.total", sum(runs, run -> run.metrics().tokens().total()));
    facts.put("tokens.cache_read", sum(runs, run -> run.metrics().tokens().cacheRead()));
    facts.put("tokens.cache_write", sum(runs, run -> run.metrics().tokens().cacheWrite()));
    facts.put("tokens.reasoning", sum(runs, run -> run.metrics().tokens().reasoning()));
  }

  private static @Nullable Object sum(List<Run> runs, ToLongFunction<Run> count) {
    long sum =
        runs.stream().mapToLong(count).reduce(TokenUsage.UNKNOWN, (a, b) -> TokenUsage.add(a, b));
    return sum == TokenUsage.UNKNOWN ? null : (Object) sum;
  }

  private static @Nullable String explicitSession(Run run) {
    return run.context().isImplicit() ? null : run.context().sessionId();
  }

  private static @Nullable Object lastAnswer(List<Run> runs) {
    String last = null;
    for (Run run : runs) {
      String answer = run.finalAnswer();
      last = answer == null || answer.isEmpty() ? last : answer;
    }
    return last;
  }

  private static List<String> distinct(List<Run> runs, Function<Run, @Nullable String> text) {
    return List.copyOf(new TreeSet<>(runs.stream().map(text).filter(Objects::nonNull).toList()));
  }

  private static @Nullable Object one(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    return values.stream().distinct().count() == 1 ? values.getFirst() : values;
  }

  private static Object pair(String name, @Nullable Object parent) {
    return name + "<" + parent;
  }

  private static boolean isRight(
      String fact, Map<String, @Nullable Object> want, @Nullable Object got) {
    List<@Nullable Object> accepted = list(want.getOrDefault("accept", List.of()));
    List<@Nullable Object> canonical = new ArrayList<>();
    accepted.forEach(value -> canonical.add(canonical(fact, value)));
    if (canonical.contains(got)) {
      return true;
    }
    boolean differ = fact.equals("state") || fact.equals("outcome");
    if (differ && got instanceof List<?> values && canonical.containsAll(values)) {
      return true;
    }
    Object contained = want.get("contains");
    if (contained != null && got != null && got.toString().contains(contained.toString())) {
      return true;
    }
    Object within = want.get("within");
    return within != null && got instanceof Set<?> agents && agents(within).containsAll(agents);
  }

  private static @Nullable Object canonical(String fact, @Nullable Object value) {
    if (fact.equals("agents") && value != null) {
      return agents(value);
    }
    return value;
  }

  private static Set<Object> agents(Object pairs) {
    Set<Object> agents = new HashSet<>();
    for (Object pair : list(pairs)) {
      List<@Nullable Object> names = list(pair);
      agents.add(pair(String.valueOf(names.getFirst()), names.getLast()));
    }
    return agents;
  }

  private static String withoutDate(String model) {
    return model.replaceFirst("-20\\d\\d-?\\d\\d-?\\d\\d$", "");
  }

  private static Map<String, Long> withoutZeros(Map<String, Long> counts) {
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked")
  private static List<@Nullable Object> list(@Nullable Object value) {
    return (List<@Nullable Object>) Objects.requireNonNull(value);
  }
}
