package io.treeline.processor.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out of a step: the answer's text and the tools the model asked for.
///
/// `text` is null when no content was sent (or only a redaction marker). `toolDecisions` are tool
/// names, `toolCallIds` their call ids, both in order and of equal length ("" for a missing id).
/// `cut` says that there is more text than `text` holds; the span has all of it.
public record Output(
    @Nullable String text, List<String> toolDecisions, List<String> toolCallIds, boolean cut) {
  public static final Output NONE = new Output(null, List.of(), List.of());

  public Output {
    toolDecisions = List.copyOf(toolDecisions);
    toolCallIds = List.copyOf(toolCallIds);
  }

  public Output(@Nullable String text, List<String> toolDecisions, List<String> toolCallIds) {
    this(text, toolDecisions, toolCallIds, false);
  }

  public boolean isEmpty() {
    return text == null && toolDecisions.isEmpty();
  }

  /// This output with what it lacks taken from another source of the same step.
  public Output orElse(Output other) {
    if (isEmpty()) {
      return other;
    }
    return new Output(
        text == null ? other.text : text,
        toolDecisions.isEmpty() ? other.toolDecisions : toolDecisions,
        toolDecisions.isEmpty() ? other.toolCallIds : toolCallIds,
        text == null ? other.cut : cut);
  }
}
