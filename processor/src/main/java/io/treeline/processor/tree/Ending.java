package io.treeline.processor.tree;

import io.treeline.model.Outcome;
import io.treeline.model.RunState;
import io.treeline.model.StepKind;
import io.treeline.processor.facts.Excerpt;
import io.treeline.processor.facts.Output;
import io.treeline.processor.trace.HandOffs;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a run came out and the answer it gave; the answer is null when none is known.
///
/// What counts is the last model call that the run made for itself: not one inside a tool, a
/// retrieval or a check. After a hand-off that is the last call of the agent that took over.
/// `isCut` says that the answer is longer than the text that is held of it; the span has all of it.
record Ending(Outcome outcome, @Nullable String answer, boolean isCut) {
  private Ending(Outcome outcome, Output output) {
    this(outcome, output.text(), output.text() != null && output.cut());
  }

  private static Ending without(Outcome outcome) {
    return new Ending(outcome, null, false);
  }

  /// The same with its answer in full, as far as texts are read.
  Ending inFull(UnaryOperator<String> answers) {
    if (answer == null) {
      return this;
    }
    String whole = answers.apply(answer);
    return Excerpt.isExcerpt(whole)
        ? new Ending(outcome, Excerpt.head(whole), true)
        : new Ending(outcome, whole, isCut);
  }

  static Ending of(RunSpans run, Charges charges, RunState state) {
    if (!run.isRootClosed()) {
      boolean abandoned = state == RunState.ABANDONED;
      return without(abandoned ? Outcome.ABANDONED : Outcome.UNKNOWN);
    }
    if (run.root().isError()) {
      return without(Outcome.ERROR);
    }
    Call last = lastCall(run, charges);
    Output result = last == null ? resultOf(run.root()) : resultAbove(last.span());
    return last == null ? ofResult(result, Outcome.UNKNOWN) : ofCall(run, last, result);
  }

  private static @Nullable Call lastCall(RunSpans run, Charges charges) {
    Set<TraceSpan> inside = new HashSet<>();
    Call last = null;
    for (TraceSpan step : run.steps()) {
      TraceSpan owner = step.owner();
      if (owner != null && (inside.contains(owner) || (owner != run.root() && isAside(owner)))) {
        inside.add(step);
        continue;
      }
      Call call = step.kind() == StepKind.LLM ? charges.shown(step) : null;
      if (call != null && (last == null || TraceSpan.ORDER.compare(step, last.span()) > 0)) {
        last = call;
      }
    }
    return last;
  }

  private static boolean isAside(TraceSpan step) {
    return switch (step.kind()) {
      case TOOL, RETRIEVAL, MEMORY, GUARDRAIL, EVALUATOR -> true;
      case AGENT, WORKFLOW, STEP, LLM, EMBEDDING, RERANK -> false;
      case PROMPT, HANDOFF, INFRA, UNKNOWN -> false;
    };
  }

  /// What the nearest agent, workflow or step around a call says came out.
  private static @Nullable Output resultAbove(TraceSpan call) {
    TraceSpan teller = tellerAbove(call);
    return teller == null ? null : teller.output();
  }

  private static @Nullable TraceSpan tellerAbove(TraceSpan call) {
    TraceSpan step = call.owner();
    while (step != null && resultOf(step) == null) {
      step = step.owner();
    }
    return step;
  }

  private static @Nullable Output resultOf(TraceSpan step) {
    return isSomething(step.output().text()) ? step.output() : null;
  }

  private static boolean isSomething(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static Ending ofResult(@Nullable Output result, Outcome otherwise) {
    return result == null ? without(otherwise) : new Ending(Outcome.FINAL_ANSWER, result);
  }

  private static Ending ofCall(RunSpans run, Call last, @Nullable Output result) {
    String finish = last.finish() == null ? "" : last.finish();
    if (last.isFailed()) {
      return ofResult(result, Outcome.ERROR);
    }
    return switch (finish) {
      case "length", "context_overflow" -> new Ending(Outcome.TRUNCATED, last.output());
      case "content_filter", "refusal" -> new Ending(Outcome.REFUSED, last.output());
      case "error" -> ofResult(result, Outcome.ERROR);
      case "tool_call", "paused" -> ofToolRequest(run, last, result);
      default ->
          last.output().toolDecisions().isEmpty()
              ? ofText(last, result, finish.equals("stop"))
              : ofToolRequest(run, last, result);
    };
  }

  private static Ending ofText(Call last, @Nullable Output result, boolean stopped) {
    if (isSomething(last.output().text())) {
      return new Ending(Outcome.FINAL_ANSWER, last.output());
    }
    if (result != null) {
      return new Ending(Outcome.FINAL_ANSWER, result);
    }
    if (last.output().text() != null) {
      return without(Outcome.EMPTY);
    }
    return without(stopped ? Outcome.FINAL_ANSWER : Outcome.UNKNOWN);
  }

  /// A model that asked for tools last has no answer, unless a tool's result was made the answer:
  /// one that is shown, or one that its agent alone knows of (a final answer in a tool's form).
  private static Ending ofToolRequest(RunSpans run, Call last, @Nullable Output result) {
    boolean isNew = result != null && !Objects.equals(result.text(), last.output().text());
    boolean toolAnswered =
        isNew && run.steps().stream().anyMatch(step -> isLaterTool(step, last.span()));
    if (toolAnswered) {
      return ofResult(result, Outcome.TOOL_PENDING);
    }
    boolean handsOff =
        last.output().toolDecisions().stream().anyMatch(HandOffs::isHandOffTool)
            || run.steps().stream()
                .anyMatch(s -> HandOffs.isHandOff(s) && s.startNanos() >= last.span().startNanos());
    if (handsOff) {
      return without(Outcome.HANDED_OFF);
    }
    TraceSpan teller = tellerAbove(last.span());
    boolean agentAnswered = isNew && teller != null && teller.kind() == StepKind.AGENT;
    return ofResult(agentAnswered ? result : null, Outcome.TOOL_PENDING);
  }

  private static boolean isLaterTool(TraceSpan step, TraceSpan call) {
    return step.kind() == StepKind.TOOL && step.startNanos() >= call.startNanos();
  }
}
