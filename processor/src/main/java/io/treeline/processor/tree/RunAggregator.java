package io.treeline.processor.tree;

import io.treeline.model.Cost;
import io.treeline.model.ModelUse;
import io.treeline.model.RunMetrics;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolUse;
import io.treeline.processor.facts.Field;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Counts what a run did, from its steps and what the ledger charged.
final class RunAggregator {
  private final RunSpans run;
  private final Charges charges;

  private RunAggregator(RunSpans run, Charges charges) {
    this.run = run;
    this.charges = charges;
  }

  static RunMetrics aggregate(RunSpans run, Charges charges) {
    RunAggregator aggregator = new RunAggregator(run, charges);
    List<Call> calls = aggregator.calls();
    return new RunMetrics(
        (int) calls.stream().filter(Call::isProviderCall).count(),
        aggregator.count(StepKind.TOOL),
        aggregator.count(StepKind.RETRIEVAL),
        aggregator.errors(),
        (int) run.spans().stream().filter(TraceSpan::isStored).count(),
        calls.stream().map(Call::tokens).reduce(TokenUsage.NONE, TokenUsage::plus),
        aggregator.reportedByAgents(),
        cost(calls),
        RunLatency.of(run, charges),
        models(calls),
        aggregator.tools());
  }

  private List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (TraceSpan step : run.steps()) {
      Call call = charges.call(step);
      if (call != null) {
        calls.add(call);
      }
    }
    return calls;
  }

  private int count(StepKind kind) {
    return (int) run.steps().stream().filter(step -> step.kind() == kind).count();
  }

  /// Failures, each once: an error above a failed span is that failure seen from further out, and a
  /// second view of a call shows no second failure. A failed request inside a call that succeeded
  /// was retried and is none.
  private int errors() {
    Set<TraceSpan> explained = new HashSet<>();
    int errors = 0;
    for (TraceSpan span : run.spans().reversed()) {
      boolean failed = span.isError() && isFailureOfItsOwn(span);
      if (failed && !explained.contains(span)) {
        errors++;
      }
      TraceSpan parent = span.parent();
      if (parent != null && (failed || explained.contains(span))) {
        explained.add(parent);
      }
    }
    return errors;
  }

  private boolean isFailureOfItsOwn(TraceSpan span) {
    boolean infra = span.kind() == StepKind.INFRA && span != run.root();
    return !infra && !charges.repeated().contains(span);
  }

  /// The usage that the topmost agents state themselves, or null when none does.
  private @Nullable TokenUsage reportedByAgents() {
    TokenUsage reported = TokenUsage.NONE;
    Set<TraceSpan> counted = new HashSet<>();
    for (TraceSpan step : run.steps()) {
      TraceSpan owner = step.owner();
      if (owner != null && counted.contains(owner)) {
        counted.add(step);
        continue;
      }
      TokenUsage own = step.isAgentic() ? Ledger.reported(step) : TokenUsage.NONE;
      if (own.isPresent()) {
        counted.add(step);
        reported = reported.plus(own);
      }
    }
    return reported.isPresent() ? reported : null;
  }

  private static Cost cost(List<Call> calls) {
    long nanoUsd = Cost.UNKNOWN;
    int unpriced = 0;
    boolean any = false;
    SortedSet<String> prices = new TreeSet<>();
    for (Call call : calls) {
      any |= !call.isFailed();
      unpriced += call.isUnpriced() ? 1 : 0;
      nanoUsd = TokenUsage.add(nanoUsd, call.cost().nanoUsd());
      if (call.cost().prices() != null) {
        prices.add(call.cost().prices());
      }
    }
    if (!any) {
      return Cost.ZERO;
    }
    String data = prices.isEmpty() ? null : String.join(", ", prices);
    return new Cost(nanoUsd, unpriced == 0, unpriced, data);
  }

  private static Map<String, ModelUse> models(List<Call> calls) {
    Map<String, ModelUse> models = new HashMap<>();
    for (Call call : calls) {
      String model = call.model();
      if (model != null) {
        models.merge(model, use(call), ModelUse::plus);
      }
    }
    return models;
  }

  private static ModelUse use(Call call) {
    return new ModelUse(
        call.isProviderCall() ? 1 : 0,
        call.tokens().input(),
        call.tokens().output(),
        call.cost().nanoUsd());
  }

  private Map<String, ToolUse> tools() {
    Map<String, ToolUse> tools = new HashMap<>();
    for (TraceSpan step : run.steps()) {
      if (step.kind() == StepKind.TOOL) {
        int errors = isFailedTool(step) ? 1 : 0;
        tools.merge(toolName(step), new ToolUse(1, errors, step.durationNanos()), ToolUse::plus);
      }
    }
    return tools;
  }

  static String toolName(TraceSpan tool) {
    String name = tool.fields().text(Field.TOOL_NAME);
    return name == null ? tool.name() : name;
  }

  /// A tool fails with any of its layers, such as the MCP server behind it.
  static boolean isFailedTool(TraceSpan tool) {
    return tool.isError() || tool.layers().stream().anyMatch(TraceSpan::isError);
  }
}
