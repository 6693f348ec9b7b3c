package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import java.util.List;
import java.util.Set;

/// Finds agents that are graphs and are named by their span alone.
///
/// LangGraph before 1.0 says nowhere that a span is an agent. Its prebuilt agent is a graph with a
/// node that calls the model, `agent` (later `model`); the graph's span has the agent's name. Such
/// a node is no agent of its own, although clients that go by names say so.
final class GraphAgents {
  private static final Set<String> MODEL_NODES = Set.of("agent", "model", "model_request");

  /// What a graph is called that nobody named.
  private static final String UNNAMED = "LangGraph";

  private GraphAgents() {}

  static void name(List<TraceSpan> spans) {
    for (TraceSpan span : spans) {
      if (mayBeGraph(span)) {
        span.children().stream()
            .filter(child -> isModelNode(child) && !inNode(span, child.name()))
            .toList()
            .forEach(node -> name(span, node));
      }
    }
  }

  private static boolean mayBeGraph(TraceSpan span) {
    return switch (span.kind()) {
      case AGENT -> true;
      case WORKFLOW, STEP -> !span.name().equals(UNNAMED);
      case LLM, EMBEDDING, RERANK, RETRIEVAL, TOOL, MEMORY -> false;
      case GUARDRAIL, EVALUATOR, PROMPT, HANDOFF, INFRA, UNKNOWN -> false;
    };
  }

  private static boolean isModelNode(TraceSpan span) {
    return MODEL_NODES.contains(span.name()) && inNode(span, span.name());
  }

  private static boolean inNode(TraceSpan span, String node) {
    return node.equals(span.fields().text(Field.GRAPH_NODE));
  }

  private static void name(TraceSpan graph, TraceSpan node) {
    if (graph.agentName() == null) {
      graph.become(StepKind.AGENT, graph.name());
    }
    node.become(StepKind.STEP, null);
  }
}
