package io.treeline.processor.findings;

import io.treeline.model.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run with its steps as rules look at them: calls and tools in order of start, and by the agent
/// invocation they belong to.
final class RunSteps {
  static final Comparator<StepDetail> BY_START =
      Comparator.comparingLong(StepDetail::startNanos).thenComparingLong(StepDetail::spanId);

  private final Run run;
  private final List<StepDetail> steps;
  private final List<StepDetail> calls;
  private final List<StepDetail> tools;
  private final Map<Long, StepDetail> agentOf = new HashMap<>();
  private final Map<Long, List<StepDetail>> callsOfAgent = new LinkedHashMap<>();

  /// @param steps in display order, the top first
  RunSteps(Run run, List<StepDetail> steps) {
    this.run = run;
    this.steps = steps;
    this.calls = steps.stream().filter(StepDetail::isCountedCall).sorted(BY_START).toList();
    this.tools = steps.stream().filter(StepDetail::isTool).sorted(BY_START).toList();
    Map<Long, StepDetail> byId = HashMap.newHashMap(steps.size());
    for (StepDetail step : steps) {
      byId.put(step.spanId(), step);
      StepDetail owner = byId.get(step.ownerId());
      StepDetail agent = owner == null || owner.isAgentic() ? owner : agentOf.get(owner.spanId());
      agentOf.put(step.spanId(), agent == null ? top() : agent);
    }
    for (StepDetail call : calls) {
      callsOfAgent.computeIfAbsent(agent(call).spanId(), a -> new ArrayList<>()).add(call);
    }
  }

  Run run() {
    return run;
  }

  List<StepDetail> all() {
    return steps;
  }

  StepDetail top() {
    return steps.getFirst();
  }

  /// The chat calls that the ledger counts, in order of start.
  List<StepDetail> calls() {
    return calls;
  }

  /// Executed tools in order of start.
  List<StepDetail> tools() {
    return tools;
  }

  Map<String, List<StepDetail>> toolsByName() {
    Map<String, List<StepDetail>> byName = new LinkedHashMap<>();
    tools.forEach(tool -> byName.computeIfAbsent(tool.tool(), t -> new ArrayList<>()).add(tool));
    return byName;
  }

  /// The calls of each agent invocation, in order of start.
  Iterable<List<StepDetail>> callsByInvocation() {
    return callsOfAgent.values();
  }

  List<StepDetail> callsOf(StepDetail agent) {
    return callsOfAgent.getOrDefault(agent.spanId(), List.of());
  }

  /// The calls of each agent by its name, whatever the invocation, in order of start.
  Iterable<List<StepDetail>> callsByAgentName() {
    Map<String, List<StepDetail>> byName = new LinkedHashMap<>();
    for (StepDetail call : calls) {
      String name = call.step().header().agent();
      byName.computeIfAbsent(name == null ? "" : name, n -> new ArrayList<>()).add(call);
    }
    return byName.values();
  }

  /// The nearest agent or workflow around a step, the top for those that have none.
  StepDetail agent(StepDetail step) {
    return agentOf.getOrDefault(step.spanId(), top());
  }
}
