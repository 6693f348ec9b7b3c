package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which agent handed over to which, by what the spans say.
///
/// Three spellings: the target's graph node names its predecessor (OpenInference), a hand-off span
/// names its target, or a tool called `transfer_to_…` or `handoff_to_…` was executed (Google ADK,
/// OpenAI Agents). The target may be anywhere in the tree: a sibling, or inside the caller's call.
public final class HandOffs {
  private static final List<String> TOOL_PREFIXES =
      List.of("transfer_to_", "handoff_to_", "hand_off_to_");
  private static final String UNNAMED_TARGET = "agent";

  private final Map<String, List<TraceSpan>> agentsByName = new HashMap<>();
  private final Map<String, TraceSpan> agentsByNode = new HashMap<>();
  private final List<TraceSpan> agents = new ArrayList<>();
  private final Map<TraceSpan, TraceSpan> senders = new HashMap<>();

  private HandOffs(List<TraceSpan> steps) {
    for (TraceSpan step : steps) {
      if (step.agentName() != null) {
        agents.add(step);
      }
    }
    agents.sort(TraceSpan.ORDER);
    for (TraceSpan agent : agents) {
      String name = normal(String.valueOf(agent.agentName()));
      agentsByName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(agent);
      String node = agent.fields().text(Field.GRAPH_NODE_ID);
      if (node != null) {
        agentsByNode.putIfAbsent(node, agent);
      }
    }
  }

  /// For each agent span that was handed control: the agent span that handed it over.
  public static Map<TraceSpan, TraceSpan> find(List<TraceSpan> steps) {
    HandOffs handOffs = new HandOffs(steps);
    if (handOffs.agents.size() > 1) {
      handOffs.agents.forEach(handOffs::followGraph);
      steps.forEach(handOffs::followTransfer);
    }
    return handOffs.senders;
  }

  /// Whether executing this step gives control to another agent.
  public static boolean isHandOff(TraceSpan step) {
    return step.kind() == StepKind.HANDOFF
        || (step.kind() == StepKind.TOOL
            && (step.fields().has(Field.HANDOFF_TO) || isHandOffTool(toolName(step))));
  }

  /// Whether a tool of this name gives control to another agent.
  public static boolean isHandOffTool(String toolName) {
    String name = normal(toolName);
    return TOOL_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private void followGraph(TraceSpan agent) {
    String node = agent.fields().text(Field.GRAPH_NODE_PARENT_ID);
    if (node == null) {
      return;
    }
    TraceSpan sender = agentsByNode.get(node);
    if (sender == null) {
      sender = agentsByName.getOrDefault(normal(node), List.of(agent)).getFirst();
    }
    record(sender, agent);
  }

  private void followTransfer(TraceSpan step) {
    if (!isHandOff(step)) {
      return;
    }
    String fromName = step.fields().text(Field.HANDOFF_FROM);
    TraceSpan sender =
        fromName == null
            ? step.agent()
            : agentsByName.getOrDefault(normal(fromName), List.of()).stream()
                .findFirst()
                .orElse(step.agent());
    if (sender != null) {
      record(sender, target(step));
    }
  }

  private void record(TraceSpan sender, @Nullable TraceSpan target) {
    if (target != null && !String.valueOf(target.agentName()).equals(sender.agentName())) {
      senders.putIfAbsent(target, sender);
    }
  }

  private @Nullable TraceSpan target(TraceSpan step) {
    String name = targetName(step);
    if (name == null) {
      return firstFrom(agents, Math.max(step.startNanos(), step.endNanos()));
    }
    return firstFrom(agentsByName.getOrDefault(name, List.of()), step.startNanos());
  }

  private static @Nullable String targetName(TraceSpan step) {
    String named = step.fields().text(Field.HANDOFF_TO);
    if (named != null) {
      return normal(named);
    }
    String tool = normal(toolName(step));
    for (String prefix : TOOL_PREFIXES) {
      String rest = tool.startsWith(prefix) ? tool.substring(prefix.length()) : UNNAMED_TARGET;
      if (!rest.equals(UNNAMED_TARGET)) {
        return rest;
      }
    }
    return null;
  }

  private static String toolName(TraceSpan step) {
    String tool = step.fields().text(Field.TOOL_NAME);
    return tool == null ? step.name() : tool;
  }

  /// The first of some agents, in order, that starts at or after a time.
  private static @Nullable TraceSpan firstFrom(List<TraceSpan> ordered, long startNanos) {
    int low = 0;
    int high = ordered.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ordered.get(middle).startNanos() < startNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == ordered.size() ? null : ordered.get(low);
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
  }
}
