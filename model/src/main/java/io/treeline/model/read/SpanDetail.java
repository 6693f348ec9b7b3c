package io.treeline.model.read;

import io.treeline.model.RunId;
import io.treeline.model.Score;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One span in full: what it says, what was made of it, and why.
///
/// `runId` and `step` are null when the span belongs to no run, or is no step of its own. `fields`
/// are the canonical ones, each with the attribute that it came from. `kindRule` is the rung that
/// decided the kind, empty when none did; the bases say how subsets of tokens were counted.
/// `scores` are those of its run that are about it.
public record SpanDetail(
    TraceId traceId,
    long spanId,
    long parentSpanId,
    long startUnixNanos,
    long endUnixNanos,
    @Nullable RunId runId,
    @Nullable Step step,
    StepKind kind,
    String kindRule,
    List<String> dialects,
    List<FieldValue> fields,
    TokenUsage usage,
    String inputBasis,
    String outputBasis,
    List<Score> scores,
    List<ChatMessage> messages,
    SpanContent content) {
  public SpanDetail {
    dialects = List.copyOf(dialects);
    fields = List.copyOf(fields);
    scores = List.copyOf(scores);
    messages = List.copyOf(messages);
  }

  /// A canonical field. `name` is lower case, `value` its text, `source` where it was read.
  public record FieldValue(String name, String value, String source) {}
}
