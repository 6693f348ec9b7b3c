package io.treeline.processor.tree;

import io.treeline.model.StepKind;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rule A: of billed steps nested in one another, one is the call and the rest are layers of it.
///
/// A chain ends at a tool, agent or retrieval: what is called from inside a tool is another call.
/// The inner layer is charged when it carries usage, else the outer one. A failed inner attempt
/// stays an attempt of its own.
final class SameCallChains {
  private static final String INNER_LAYER = "inner layer without usage of the call above (rule A)";

  private final @Nullable Region[] regions;
  private final CallRoles roles;

  private SameCallChains(int size, CallRoles roles) {
    this.regions = new @Nullable Region[size];
    this.roles = roles;
  }

  /// @param steps parents before children
  static void collapse(List<TraceSpan> steps, int size, CallRoles roles) {
    SameCallChains chains = new SameCallChains(size, roles);
    steps.reversed().forEach(chains::close);
  }

  /// The calls that can be reached downwards from a step without crossing a barrier.
  private static final class Region {
    private final List<TraceSpan> calls = new ArrayList<>(1);
    private boolean usage;
    private boolean error;
    private int answered;
    private @Nullable TraceSpan answer;

    static Region of(TraceSpan call) {
      Region region = new Region();
      region.add(call);
      return region;
    }

    void add(TraceSpan call) {
      calls.add(call);
      usage |= call.usage().isPresent();
      error |= call.isError();
      if (!call.isError() || call.usage().isPresent()) {
        answered++;
        answer = call;
      }
    }

    /// The call an outer layer shows: the only one, or the only one that got an answer.
    @Nullable TraceSpan shown() {
      return calls.size() == 1 ? calls.getFirst() : answered == 1 ? answer : null;
    }

    Region plus(Region other) {
      Region large = calls.size() >= other.calls.size() ? this : other;
      Region small = large == this ? other : this;
      large.calls.addAll(small.calls);
      large.usage |= small.usage;
      large.error |= small.error;
      large.answered += small.answered;
      large.answer = small.answered > 0 ? small.answer : large.answer;
      return large;
    }
  }

  /// Decides a step all of whose descendants are decided.
  private void close(TraceSpan step) {
    Region below = regions[step.index()];
    Region visible = step.kind().isBilled() ? decide(step, below) : below;
    TraceSpan owner = step.owner();
    if (visible != null && owner != null && !isBarrier(step.kind())) {
      Region others = regions[owner.index()];
      regions[owner.index()] = others == null ? visible : others.plus(visible);
    }
  }

  private Region decide(TraceSpan step, @Nullable Region below) {
    if (below == null) {
      roles.call(step);
      return Region.of(step);
    }
    boolean own = !below.usage && (step.usage().isPresent() || (step.isError() && !below.error));
    if (!own) {
      roles.wraps(step, below.shown());
      return below;
    }
    roles.call(step);
    Region visible = Region.of(step);
    for (TraceSpan inner : below.calls) {
      if (inner.isError()) {
        visible.add(inner);
      } else {
        roles.repeats(inner, step, INNER_LAYER);
      }
    }
    return visible;
  }

  /// Whether a call below such a step is never the same call as one above it.
  static boolean isBarrier(StepKind kind) {
    return switch (kind) {
      case AGENT, WORKFLOW, TOOL, RETRIEVAL, MEMORY, GUARDRAIL, EVALUATOR -> true;
      case STEP, LLM, EMBEDDING, RERANK, PROMPT, HANDOFF, INFRA, UNKNOWN -> false;
    };
  }
}
