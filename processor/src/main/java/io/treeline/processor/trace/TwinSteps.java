package io.treeline.processor.trace;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes one step of a tool call or an agent's turn that two instrumentations show side by side.
///
/// Twins come from different scopes, name the same tool or agent, lie in the same time below the
/// same root, and do not contradict each other by call id. What the second shows below itself moves
/// to the first.
final class TwinSteps {
  /// How far starts and ends of twins may be apart.
  private static final long TOLERANCE_NANOS = 50_000_000;

  /// How many steps of a name before one are looked at for its twin.
  private static final int LOOK_BACK = 16;

  /// How far above a step another one is looked for.
  private static final int LOOK_UP = 64;

  private final Map<String, List<TraceSpan>> stepsByName = new HashMap<>();
  private final Set<TraceSpan> owners = new HashSet<>();

  private TwinSteps() {}

  /// @param preorder the trace's spans with their owners, parents before children
  static void collapse(List<TraceSpan> preorder) {
    TwinSteps twins = new TwinSteps();
    for (TraceSpan span : preorder) {
      if (span.parent() == null) {
        twins.stepsByName.clear();
      }
      twins.visit(span);
    }
    twins.owners.forEach(owner -> owner.steps().removeIf(TraceSpan::isContracted));
  }

  private void visit(TraceSpan span) {
    String name = name(span);
    if (span.isContracted() || !span.isClosed() || name == null) {
      return;
    }
    List<TraceSpan> calls = stepsByName.computeIfAbsent(name, t -> new ArrayList<>(1));
    TraceSpan first = twinOf(span, calls);
    if (first == null) {
      calls.add(span);
    } else {
      if (span.owner() != null) {
        owners.add(span.owner());
      }
      first.absorb(span);
    }
  }

  /// What twins have in common; null for steps that have none.
  private static @Nullable String name(TraceSpan span) {
    if (span.kind() == StepKind.TOOL) {
      String tool = span.fields().text(Field.TOOL_NAME);
      return tool == null ? null : "tool " + tool;
    }
    String agent = span.kind() == StepKind.AGENT ? span.agentName() : null;
    return agent == null ? null : "agent " + agent;
  }

  private static @Nullable TraceSpan twinOf(TraceSpan span, List<TraceSpan> calls) {
    for (int i = calls.size() - 1; i >= Math.max(0, calls.size() - LOOK_BACK); i--) {
      TraceSpan call = calls.get(i);
      if (isTwin(call, span) && call.layers().stream().noneMatch(l -> sameScope(l, span))) {
        return call;
      }
    }
    return null;
  }

  private static boolean isTwin(TraceSpan a, TraceSpan b) {
    return !sameScope(a, b)
        && isSameTime(a, b)
        && !differ(a.fields().text(Field.TOOL_CALL_ID), b.fields().text(Field.TOOL_CALL_ID))
        && !isAbove(a, b);
  }

  private static boolean sameScope(TraceSpan a, TraceSpan b) {
    return a.scope().equals(b.scope());
  }

  private static boolean isSameTime(TraceSpan a, TraceSpan b) {
    return Math.abs(a.startNanos() - b.startNanos()) <= TOLERANCE_NANOS
        && Math.abs(a.endNanos() - b.endNanos()) <= TOLERANCE_NANOS
        && a.overlaps(b);
  }

  private static boolean differ(@Nullable String a, @Nullable String b) {
    return a != null && b != null && !a.equals(b);
  }

  /// Whether a call is around another one, or so many steps are that it may be.
  private static boolean isAbove(TraceSpan a, TraceSpan b) {
    TraceSpan step = b.owner();
    for (int up = 0; step != null && up < LOOK_UP; up++) {
      if (step == a) {
        return true;
      }
      if (step.startNanos() < a.startNanos()) {
        return false;
      }
      step = step.owner();
    }
    return step != null;
  }
}
