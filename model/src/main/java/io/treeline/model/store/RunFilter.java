package io.treeline.model.store;

import io.treeline.model.Cost;
import io.treeline.model.Finding;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import org.jspecify.annotations.Nullable;

/// What a list of runs is narrowed to; every part may be absent. Times are Unix nanoseconds of the
/// run's start, `since` inclusive and `until` exclusive. `text` is looked for, ignoring case, in
/// the run's name, final answer and session id.
public record RunFilter(
    @Nullable String session,
    @Nullable String user,
    @Nullable String agent,
    @Nullable String model,
    @Nullable String tool,
    @Nullable String service,
    @Nullable RunState state,
    @Nullable Outcome outcome,
    @Nullable String finding,
    @Nullable Boolean error,
    @Nullable String tag,
    @Nullable Long since,
    @Nullable Long until,
    @Nullable Long minNanoUsd,
    @Nullable Long minTokens,
    @Nullable Long minDurationNanos,
    @Nullable String text) {

  /// Lets everything through.
  public static final RunFilter ALL =
      new RunFilter(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);

  public static RunFilter ofSession(String sessionId) {
    return new RunFilter(
        sessionId, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null);
  }

  public static RunFilter ofUser(String userId) {
    return new RunFilter(
        null, userId, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null);
  }

  public boolean matches(Run run) {
    return matchesContext(run) && matchesContent(run) && matchesSize(run);
  }

  private boolean matchesContext(Run run) {
    return (session == null || session.equals(run.context().sessionId()))
        && (user == null || user.equals(run.context().userId()))
        && (service == null || run.context().services().contains(service))
        && (tag == null || run.context().tags().contains(tag))
        && (state == null || state == run.state())
        && (outcome == null || outcome == run.outcome())
        && (since == null || run.startUnixNanos() >= since)
        && (until == null || run.startUnixNanos() < until);
  }

  private boolean matchesContent(Run run) {
    return (agent == null || run.agents().stream().anyMatch(a -> a.name().equals(agent)))
        && (model == null || run.metrics().models().containsKey(model))
        && (tool == null || run.metrics().tools().containsKey(tool))
        && (finding == null || run.findings().stream().map(Finding::rule).anyMatch(finding::equals))
        && (error == null || error == run.metrics().errors() > 0)
        && (text == null || containsText(run, text));
  }

  private boolean matchesSize(Run run) {
    return (minNanoUsd == null
            || (run.metrics().cost().nanoUsd() != Cost.UNKNOWN
                && run.metrics().cost().nanoUsd() >= minNanoUsd))
        && (minTokens == null || run.metrics().tokens().total() >= minTokens)
        && (minDurationNanos == null || run.metrics().latency().totalNanos() >= minDurationNanos);
  }

  private static boolean containsText(Run run, String text) {
    return contains(run.name(), text)
        || contains(run.finalAnswer(), text)
        || contains(run.context().sessionId(), text);
  }

  private static boolean contains(@Nullable String value, String text) {
    return value != null && value.regionMatches(true, 0, text, 0, text.length())
        || value != null
            && value
                .toLowerCase(java.util.Locale.ROOT)
                .contains(text.toLowerCase(java.util.Locale.ROOT));
  }
}
