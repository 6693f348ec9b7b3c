package io.treeline.processor.facts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A score as it was sent with a span, one of its events or a log record: any part may be missing,
/// and the value may be no finite number. `responseId` names the call that it is about, where the
/// sender could not put it on that call's span.
public record SentScore(
    @Nullable String name,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String comment,
    String source,
    @Nullable String responseId) {

  /// Whether all that it says can be shown.
  public boolean isSound() {
    return name != null && (value == null ? label != null : Double.isFinite(value));
  }

  /// The value, or null when there is none or it is no finite number.
  public @Nullable Double finiteValue() {
    return value != null && Double.isFinite(value) ? value : null;
  }

  /// What a span and its log records carry together.
  public static List<SentScore> joined(@Nullable SpanFacts span, List<LogFacts> logs) {
    List<SentScore> own = span == null ? List.of() : span.scores();
    if (logs.stream().allMatch(log -> log.scores().isEmpty())) {
      return own;
    }
    List<SentScore> all = new ArrayList<>(own);
    logs.forEach(log -> all.addAll(log.scores()));
    return all;
  }
}
