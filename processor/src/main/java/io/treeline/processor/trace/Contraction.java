package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds each step's owner: the step that caused it, past everything without agent meaning.
///
/// Infrastructure, unknown and ignored spans are contracted. So are inner layers of one invocation:
/// an agent inside an agent of the same name with no call between, and the MCP client and server
/// spans inside the tool that they execute.
final class Contraction {
  /// By span index: the agent, and the tool, whose invocation the span still belongs to.
  private final @Nullable TraceSpan[] agents;

  private final @Nullable TraceSpan[] tools;

  private Contraction(int size) {
    agents = new @Nullable TraceSpan[size];
    tools = new @Nullable TraceSpan[size];
  }

  /// @return the spans, parents before children
  static List<TraceSpan> contract(List<TraceSpan> spans) {
    Contraction contraction = new Contraction(spans.size());
    List<TraceSpan> preorder = preorder(spans);
    preorder.forEach(contraction::place);
    return preorder;
  }

  private static List<TraceSpan> preorder(List<TraceSpan> spans) {
    List<TraceSpan> preorder = new ArrayList<>(spans.size());
    Deque<TraceSpan> open = new ArrayDeque<>();
    for (TraceSpan root : spans) {
      if (root.parent() == null) {
        open.push(root);
      }
      while (!open.isEmpty()) {
        TraceSpan span = open.pop();
        preorder.add(span);
        span.children().reversed().forEach(open::push);
      }
    }
    return preorder;
  }

  private void place(TraceSpan span) {
    TraceSpan parent = span.parent();
    TraceSpan agent = parent == null ? null : agents[parent.index()];
    TraceSpan tool = parent == null ? null : tools[parent.index()];
    nameAgent(span);
    if (agent != null && isAgentLayer(agent, span)) {
      span.becomeLayerOf(agent);
    } else if (tool != null && isToolLayer(tool, span)) {
      span.becomeLayerOf(tool);
    } else {
      own(span, ownerBelow(parent));
    }
    if (span.isContracted()) {
      agents[span.index()] = agent;
      tools[span.index()] = tool;
    } else {
      agents[span.index()] = nextAgent(span, agent);
      tools[span.index()] = nextTool(span, tool);
    }
  }

  private static @Nullable TraceSpan ownerBelow(@Nullable TraceSpan parent) {
    return parent != null && parent.isContracted() ? parent.owner() : parent;
  }

  private static void own(TraceSpan span, @Nullable TraceSpan owner) {
    boolean isStep = span.isPlaceholder() || (span.kind().isMeaningful() && !isIgnored(span));
    if (!isStep) {
      span.contract(owner);
    } else if (owner == null) {
      span.becomeTop();
    } else {
      span.ownedBy(owner);
    }
  }

  /// What alone carries the tokens of a call is never ignored.
  private static boolean isIgnored(TraceSpan span) {
    return span.isRecord() && !(span.kind().isBilled() && span.usage().isPresent());
  }

  /// A missing agent's name is on the calls, tools and steps below it.
  private static void nameAgent(TraceSpan span) {
    if (!span.isPlaceholder()) {
      return;
    }
    String name = null;
    for (TraceSpan child : span.children()) {
      String said = worksForAgent(child) ? child.fields().text(Field.AGENT_NAME) : null;
      if (said != null && name != null && !said.equals(name)) {
        return;
      }
      name = said == null ? name : said;
    }
    if (name != null) {
      span.become(StepKind.AGENT, name);
    }
  }

  private static boolean worksForAgent(TraceSpan child) {
    return child.kind().isBilled()
        || child.kind() == StepKind.TOOL
        || child.kind() == StepKind.STEP;
  }

  private static boolean isAgentLayer(TraceSpan outer, TraceSpan span) {
    String name = span.isAgentic() ? span.fields().text(Field.AGENT_NAME) : null;
    return name != null && name.equals(outer.agentName()) && !isIgnored(span);
  }

  private static boolean isToolLayer(TraceSpan outer, TraceSpan span) {
    if (span.kind() != StepKind.TOOL || isIgnored(span)) {
      return false;
    }
    String name = span.fields().text(Field.TOOL_NAME);
    String outerName = outer.fields().text(Field.TOOL_NAME);
    if (name == null || outerName == null) {
      return span.fields().has(Field.MCP_METHOD);
    }
    return name.equals(outerName) && !differ(Field.TOOL_CALL_ID, outer, span);
  }

  private static boolean differ(Field field, TraceSpan a, TraceSpan b) {
    String ofA = a.fields().text(field);
    String ofB = b.fields().text(field);
    return ofA != null && ofB != null && !ofA.equals(ofB);
  }

  private static @Nullable TraceSpan nextAgent(TraceSpan step, @Nullable TraceSpan agent) {
    return switch (step.kind()) {
      case AGENT -> step;
      case WORKFLOW, STEP, UNKNOWN, INFRA -> agent;
      case LLM, EMBEDDING, RERANK, RETRIEVAL, TOOL, MEMORY -> null;
      case GUARDRAIL, EVALUATOR, PROMPT, HANDOFF -> null;
    };
  }

  private static @Nullable TraceSpan nextTool(TraceSpan step, @Nullable TraceSpan tool) {
    return switch (step.kind()) {
      case TOOL -> step;
      case STEP, UNKNOWN, INFRA, PROMPT, RETRIEVAL, MEMORY, GUARDRAIL, EVALUATOR -> tool;
      case AGENT, WORKFLOW, LLM, EMBEDDING, RERANK, HANDOFF -> null;
    };
  }
}
