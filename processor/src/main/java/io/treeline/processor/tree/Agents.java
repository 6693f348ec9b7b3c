package io.treeline.processor.tree;

import io.treeline.model.AgentUse;
import io.treeline.processor.trace.HandOffs;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The named agents of a run in order of their first start, with who called or handed over to them.
final class Agents {
  private Agents() {}

  static List<AgentUse> of(RunSpans run) {
    Map<TraceSpan, TraceSpan> senders = HandOffs.find(run.steps());
    List<TraceSpan> agents = new ArrayList<>();
    for (TraceSpan step : run.steps()) {
      if (step.agentName() != null) {
        agents.add(step);
      }
    }
    agents.sort(TraceSpan.ORDER);
    Map<String, AgentUse> uses = new LinkedHashMap<>();
    for (TraceSpan agent : agents) {
      String name = String.valueOf(agent.agentName());
      uses.merge(
          name,
          new AgentUse(name, caller(agent, senders), 1),
          (use, again) -> new AgentUse(name, use.parent(), use.invocations() + 1));
    }
    return List.copyOf(uses.values());
  }

  private static @Nullable String caller(TraceSpan agent, Map<TraceSpan, TraceSpan> senders) {
    TraceSpan sender = senders.get(agent);
    if (sender != null) {
      return sender.agentName();
    }
    TraceSpan owner = agent.owner();
    TraceSpan enclosing = owner == null ? null : owner.agent();
    return enclosing == null ? null : enclosing.agentName();
  }
}
