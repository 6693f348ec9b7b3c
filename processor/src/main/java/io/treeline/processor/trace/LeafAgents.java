package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives an agent span that is an empty leaf the sibling span that holds its content.
///
/// OpenLLMetry closes `invoke_agent X` without children and puts X's calls below its sibling
/// `execute_task X`.
final class LeafAgents {
  private LeafAgents() {}

  static void adopt(List<TraceSpan> spans) {
    for (TraceSpan span : spans) {
      if (span.children().size() > 1 && span.children().stream().anyMatch(LeafAgents::isLeaf)) {
        adoptAmong(span);
      }
    }
  }

  private static void adoptAmong(TraceSpan parent) {
    Map<String, TraceSpan> leaves = new HashMap<>();
    List<TraceSpan> kept = new ArrayList<>();
    for (TraceSpan child : List.copyOf(parent.children())) {
      TraceSpan leaf = isContent(child) ? leafFor(child, leaves) : null;
      if (leaf != null) {
        child.putUnder(leaf);
        continue;
      }
      kept.add(child);
      if (isLeaf(child)) {
        leaves.put(String.valueOf(child.agentName()), child);
      }
    }
    parent.keepChildren(kept);
  }

  private static boolean isLeaf(TraceSpan span) {
    return span.kind() == StepKind.AGENT && span.agentName() != null && span.children().isEmpty();
  }

  private static boolean isContent(TraceSpan span) {
    return switch (span.kind()) {
      case STEP, WORKFLOW, UNKNOWN -> !span.children().isEmpty();
      case AGENT, LLM, EMBEDDING, RERANK, RETRIEVAL, TOOL, MEMORY -> false;
      case GUARDRAIL, EVALUATOR, PROMPT, HANDOFF, INFRA -> false;
    };
  }

  private static @Nullable TraceSpan leafFor(TraceSpan content, Map<String, TraceSpan> leaves) {
    String name = content.name();
    TraceSpan leaf = leaves.get(name);
    if (leaf == null) {
      leaf = leaves.get(name.substring(name.lastIndexOf(' ') + 1));
    }
    String entity = content.fields().text(Field.ENTITY_NAME);
    if (leaf == null && entity != null) {
      leaf = leaves.get(entity);
    }
    boolean inTime = leaf != null && (leaf.isOpen() || content.startNanos() <= leaf.endNanos());
    return inTime ? leaf : null;
  }
}
