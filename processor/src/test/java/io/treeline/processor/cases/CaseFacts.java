package io.treeline.processor.cases;

import io.treeline.model.AgentStep;
import io.treeline.model.AgentTree;
import io.treeline.model.AgentUse;
import io.treeline.model.Charge;
import io.treeline.model.Finding;
import io.treeline.model.LlmCall;
import io.treeline.model.Run;
import io.treeline.model.RunMetrics;
import io.treeline.model.Score;
import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolCall;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The facts of some runs as texts, in the words that case files use.
final class CaseFacts {
  private final List<AgentTree> trees;
  private final Map<Long, Step> steps = new HashMap<>();

  /// @param trees the runs of all traces of a case
  CaseFacts(List<AgentTree> trees) {
    this.trees =
        trees.stream()
            .sorted(
                Comparator.comparingLong((AgentTree tree) -> tree.run().startUnixNanos())
                    .thenComparing(tree -> tree.run().id().toString()))
            .toList();
    trees.forEach(tree -> tree.steps().forEach(step -> steps.put(step.header().spanId(), step)));
  }

  String fact(String fact, String of) {
    if (of.isEmpty()) {
      return runFact(fact);
    }
    long id = CaseReader.idOf(of);
    return switch (fact) {
      case "finding" -> severity(of);
      case "scores" -> each(run -> scores(run, score -> score.spanId() == id));
      default -> stepFact(fact, steps.get(id));
    };
  }

  private String severity(String rule) {
    return trees.stream()
        .flatMap(tree -> tree.run().findings().stream())
        .filter(finding -> finding.rule().equals(rule))
        .map(finding -> finding.severity().word())
        .findFirst()
        .orElse("none");
  }

  private String runFact(String fact) {
    return switch (fact) {
      case "runs" -> String.valueOf(trees.size());
      case "llm_calls" -> sum(RunMetrics::llmCalls);
      case "tool_calls" -> sum(RunMetrics::toolCalls);
      case "retrievals" -> sum(RunMetrics::retrievals);
      case "errors" -> sum(RunMetrics::errors);
      case "spans" -> sum(RunMetrics::spans);
      case "tokens" -> tokens(total(RunMetrics::tokens));
      case "reported" -> tokens(total(RunMetrics::reportedByAgents));
      case "usd" -> each(run -> usd(run.metrics().cost().nanoUsd()));
      case "unpriced" -> sum(metrics -> metrics.cost().unpricedCalls());
      case "llm_ms" -> sum(metrics -> metrics.latency().llmNanos() / 1_000_000);
      case "agents" -> each(run -> joined(run.agents().stream().map(CaseFacts::agent).toList()));
      case "tools" -> counts(metrics -> mapped(metrics.tools(), use -> use.calls()));
      case "models" -> counts(metrics -> mapped(metrics.models(), use -> use.calls()));
      case "session" ->
          each(run -> run.context().isImplicit() ? "none" : run.context().sessionId());
      case "session_id" -> each(run -> run.context().sessionId());
      case "user" -> each(run -> String.valueOf(run.context().userId()));
      case "tags" -> each(run -> joined(run.context().tags()));
      case "scores" -> each(run -> scores(run, score -> true));
      case "environment" -> each(run -> String.valueOf(run.context().environment()));
      case "name" -> each(Run::name);
      case "state" -> each(run -> run.state().toString().toLowerCase(Locale.ROOT));
      case "outcome" -> each(run -> run.outcome().toString().toLowerCase(Locale.ROOT));
      case "answer" -> each(run -> String.valueOf(run.finalAnswer()));
      case "notes" -> each(run -> joined(run.dataQuality().stream().map(n -> n.code()).toList()));
      case "findings" ->
          each(run -> joined(run.findings().stream().map(Finding::rule).distinct().toList()));
      case "outline" -> trees.stream().map(CaseFacts::outline).collect(Collectors.joining(" | "));
      default -> throw new IllegalArgumentException(fact);
    };
  }

  private static String stepFact(String fact, @Nullable Step step) {
    if (step == null) {
      return "no step";
    }
    return switch (fact) {
      case "kind" -> step.header().kind().word();
      case "state" -> step.header().state().toString().toLowerCase(Locale.ROOT);
      case "agent" -> String.valueOf(step.header().agent());
      case "owner" -> SpanId.toHex(step.header().logicalParentId());
      case "charge" -> charge(step).toString().toLowerCase(Locale.ROOT);
      case "tokens" -> step instanceof LlmCall call ? tokens(call.tokens()) : "no call";
      case "finish" -> step instanceof LlmCall call ? String.valueOf(call.finishReason()) : "";
      case "asks" -> step instanceof LlmCall call ? joined(call.toolDecisions()) : "no call";
      case "model" -> step instanceof LlmCall call ? String.valueOf(call.model()) : "no call";
      case "provider" -> step instanceof LlmCall call ? String.valueOf(call.provider()) : "";
      case "usd" -> step instanceof LlmCall call ? usd(call.cost().nanoUsd()) : "no call";
      case "tool" -> step instanceof ToolCall tool ? String.valueOf(tool.tool()) : "no tool";
      case "call_id" -> step instanceof ToolCall tool ? String.valueOf(tool.toolCallId()) : "";
      case "ttft_ms" ->
          step instanceof LlmCall call
              ? String.valueOf(call.timeToFirstTokenNanos() / 1_000_000)
              : "no call";
      default -> throw new IllegalArgumentException(fact);
    };
  }

  private static Charge charge(Step step) {
    return switch (step) {
      case LlmCall call -> call.charge();
      case AgentStep agent -> agent.charge();
      default -> Charge.NONE;
    };
  }

  private static String scores(Run run, Predicate<Score> wanted) {
    return joined(run.context().scores().stream().filter(wanted).map(CaseFacts::score).toList());
  }

  /// `name value [label] "comment" by SOURCE`, without what is not there.
  private static String score(Score score) {
    return score.name()
        + (score.value() == null ? "" : " " + score.value())
        + (score.label() == null ? "" : " [" + score.label() + "]")
        + (score.comment() == null ? "" : " \"" + score.comment() + "\"")
        + " by "
        + score.source();
  }

  private static String agent(AgentUse use) {
    return use.parent() == null ? use.name() : use.name() + "<" + use.parent();
  }

  private static String outline(AgentTree tree) {
    return tree.steps().stream()
        .map(Step::header)
        .map(header -> ".".repeat(header.depth()) + header.name())
        .collect(Collectors.joining(", "));
  }

  private String sum(ToLongFunction<RunMetrics> count) {
    return String.valueOf(
        trees.stream().mapToLong(t -> count.applyAsLong(t.run().metrics())).sum());
  }

  private TokenUsage total(Function<RunMetrics, @Nullable TokenUsage> usage) {
    TokenUsage total = TokenUsage.NONE;
    for (AgentTree tree : trees) {
      TokenUsage own = usage.apply(tree.run().metrics());
      total = own == null ? total : total.plus(own);
    }
    return total;
  }

  /// `IN/OUT`, and what is known besides: `64c 40w 7r`; a total only where it is not the sum.
  private static String tokens(TokenUsage usage) {
    if (!usage.isPresent()) {
      return "unknown";
    }
    StringBuilder text = new StringBuilder(number(usage.input()) + "/" + number(usage.output()));
    text.append(usage.cacheRead() < 0 ? "" : " " + usage.cacheRead() + "c");
    text.append(usage.cacheWrite() < 0 ? "" : " " + usage.cacheWrite() + "w");
    text.append(usage.reasoning() < 0 ? "" : " " + usage.reasoning() + "r");
    boolean isSum = usage.total() == TokenUsage.add(usage.input(), usage.output());
    text.append(isSum ? "" : " of " + number(usage.total()));
    return text.toString();
  }

  private static String number(long count) {
    return count < 0 ? "?" : String.valueOf(count);
  }

  private static String usd(long nanoUsd) {
    return nanoUsd < 0
        ? "unknown"
        : BigDecimal.valueOf(nanoUsd, 9).stripTrailingZeros().toPlainString();
  }

  private String each(Function<Run, String> fact) {
    if (trees.isEmpty()) {
      return "none";
    }
    List<String> values = trees.stream().map(tree -> fact.apply(tree.run())).toList();
    return values.stream().distinct().count() == 1 ? values.getFirst() : String.join(" | ", values);
  }

  private static String joined(List<String> values) {
    return values.isEmpty() ? "none" : String.join(", ", values);
  }

  private static <T> Map<String, Integer> mapped(Map<String, T> map, Function<T, Integer> count) {
    Map<String, Integer> counts = new TreeMap<>();
    map.forEach((key, value) -> counts.put(key, count.apply(value)));
    return counts;
  }

  private String counts(Function<RunMetrics, Map<String, Integer>> counts) {
    Map<String, Integer> all = new TreeMap<>();
    trees.forEach(tree ->
        counts.apply(tree.run().metrics()).forEach((key, n) -> all.merge(key, n, Integer::sum)));
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
