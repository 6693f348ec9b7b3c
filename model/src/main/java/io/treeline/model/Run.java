package io.treeline.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One top-level agent execution: the facts a list shows, without the steps.
///
/// `endUnixNanos` is [#OPEN] while the root has not ended. `aliases` are earlier ids of the same
/// run, kept when its top changed. `finalAnswer` may be cut, see `finalAnswerTruncated`. `revision`
/// grows with every change that readers can see. `lastArrivalUnixNanos` is when its newest span
/// came in, by our clock.
public record Run(
    RunId id,
    List<String> aliases,
    String name,
    RunState state,
    String stateReason,
    Outcome outcome,
    @Nullable String finalAnswer,
    boolean finalAnswerTruncated,
    RunContext context,
    long startUnixNanos,
    long endUnixNanos,
    List<AgentUse> agents,
    RunMetrics metrics,
    List<Finding> findings,
    List<DataQualityNote> dataQuality,
    long revision,
    long lastArrivalUnixNanos) {
  public static final long OPEN = 0;

  /// Longest final answer a list row carries, in characters.
  public static final int MAX_LISTED_ANSWER = 2_000;

  public Run {
    aliases = List.copyOf(aliases);
    agents = List.copyOf(agents);
    findings = List.copyOf(findings);
    dataQuality = List.copyOf(dataQuality);
  }

  public boolean reachedFinalAnswer() {
    return outcome == Outcome.FINAL_ANSWER;
  }

  /// This run as lists and view rows carry it: with the final answer cut at [#MAX_LISTED_ANSWER],
  /// never inside a character.
  public Run listed() {
    if (finalAnswer == null || finalAnswer.length() <= MAX_LISTED_ANSWER) {
      return this;
    }
    int end = MAX_LISTED_ANSWER;
    if (Character.isHighSurrogate(finalAnswer.charAt(end - 1))) {
      end--;
    }
    return with(finalAnswer.substring(0, end), true, revision);
  }

  public Run withRevision(long newRevision) {
    return newRevision == revision ? this : with(finalAnswer, finalAnswerTruncated, newRevision);
  }

  private Run with(@Nullable String answer, boolean answerTruncated, long newRevision) {
    return new Run(
        id,
        aliases,
        name,
        state,
        stateReason,
        outcome,
        answer,
        answerTruncated,
        context,
        startUnixNanos,
        endUnixNanos,
        agents,
        metrics,
        findings,
        dataQuality,
        newRevision,
        lastArrivalUnixNanos);
  }
}
