package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts an agent under the tool call that ran it, where a client puts it beside its caller.
///
/// OpenLLMetry hangs every agent of an OpenAI Agents run below the run's root, an agent used as a
/// tool too. Such an agent fills a tool call that shows nothing else below it: it starts and ends
/// with it.
final class ToolAgents {
  /// What a tool call may last besides its agent: this long, or a quarter of it if that is more.
  private static final long SLACK_NANOS = 50_000_000;

  private static final long SLACK_DIVISOR = 4;

  /// How many tool calls before an agent's start are looked at for its own.
  private static final int LOOK_BACK = 16;

  private ToolAgents() {}

  static void adopt(List<TraceSpan> spans) {
    for (TraceSpan span : spans) {
      if (span.children().size() > 1 && canGather(span.kind())) {
        adoptAmong(span);
      }
    }
  }

  /// Whether agents below such a span may belong elsewhere: it called none of them itself.
  private static boolean canGather(StepKind kind) {
    return switch (kind) {
      case WORKFLOW, STEP, INFRA, UNKNOWN -> true;
      case AGENT, LLM, EMBEDDING, RERANK, RETRIEVAL, TOOL, MEMORY -> false;
      case GUARDRAIL, EVALUATOR, PROMPT, HANDOFF -> false;
    };
  }

  private static void adoptAmong(TraceSpan parent) {
    if (parent.children().stream().noneMatch(ToolAgents::isAgent)) {
      return;
    }
    List<TraceSpan> tools = leafTools(parent);
    if (tools.isEmpty()) {
      return;
    }
    List<TraceSpan> kept = new ArrayList<>();
    for (TraceSpan child : List.copyOf(parent.children())) {
      TraceSpan tool = isAgent(child) ? toolFilledBy(child, tools) : null;
      if (tool == null) {
        kept.add(child);
      } else {
        child.putUnder(tool);
      }
    }
    parent.keepChildren(kept);
  }

  private static boolean isAgent(TraceSpan span) {
    return span.kind() == StepKind.AGENT && span.agentName() != null && span.isClosed();
  }

  /// The tool calls of a span and of the agents below it that show nothing below them, in order.
  private static List<TraceSpan> leafTools(TraceSpan parent) {
    List<TraceSpan> tools = new ArrayList<>();
    for (TraceSpan child : parent.children()) {
      if (isLeafTool(child)) {
        tools.add(child);
      } else if (isAgent(child)) {
        child.children().stream().filter(ToolAgents::isLeafTool).forEach(tools::add);
      }
    }
    tools.sort(TraceSpan.ORDER);
    return tools;
  }

  private static boolean isLeafTool(TraceSpan span) {
    return span.kind() == StepKind.TOOL && span.isClosed() && span.children().isEmpty();
  }

  private static @Nullable TraceSpan toolFilledBy(TraceSpan agent, List<TraceSpan> tools) {
    int after = 0;
    int high = tools.size();
    while (after < high) {
      int middle = (after + high) >>> 1;
      if (tools.get(middle).startNanos() <= agent.startNanos()) {
        after = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = after - 1; i >= Math.max(0, after - LOOK_BACK); i--) {
      TraceSpan tool = tools.get(i);
      if (tool.children().isEmpty() && tool.parent() != agent && isFilled(tool, agent)) {
        return tool;
      }
    }
    return null;
  }

  private static boolean isFilled(TraceSpan tool, TraceSpan agent) {
    long slack = Math.max(SLACK_NANOS, tool.durationNanos() / SLACK_DIVISOR);
    return tool.scope().equals(agent.scope())
        && tool.covers(agent)
        && tool.durationNanos() - agent.durationNanos() <= slack;
  }
}
