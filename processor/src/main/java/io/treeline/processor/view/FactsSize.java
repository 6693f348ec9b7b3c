package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.Score;
import io.treeline.model.TraceView;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.facts.SpanFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Estimates of what facts and runs take in memory, for the limits on open traces and unflushed
/// views. Right within a factor of two, cheap enough to run for every span.
final class FactsSize {
  /// A span's record, its entry, usage, field arrays and map node.
  private static final long SPAN_BYTES = 450;

  private static final long LOG_BYTES = 400;

  /// A string object without its characters.
  private static final long TEXT_BYTES = 48;

  /// Texts up to this length repeat from span to span and are shared.
  private static final int SHARED_CHARS = 48;

  /// What a text that may be shared takes on average.
  private static final long SHARED_BYTES = 12;

  /// A run with its context, metrics and a handful of short lists.
  private static final long RUN_BYTES = 1_500;

  /// A claim with its texts, which it shares with runs.
  private static final long CLAIM_BYTES = 160;

  /// A score without its texts.
  private static final long SCORE_BYTES = 120;

  private static final Field[] FIELDS = Field.values();

  private FactsSize() {}

  static long of(SpanFacts span) {
    return SPAN_BYTES
        + text(span.name())
        + fields(span.fields())
        + output(span.output())
        + texts(span.metadata())
        + span.links().size() * TEXT_BYTES
        + scores(span.scores());
  }

  static long of(LogFacts log) {
    return LOG_BYTES
        + text(log.eventName())
        + fields(log.fields())
        + output(log.output())
        + scores(log.scores());
  }

  static long of(TraceView view) {
    return of(view.runs()) + CLAIM_BYTES * (view.claims().size() + view.foreign().size());
  }

  static long of(List<Run> runs) {
    long bytes = 0;
    for (Run run : runs) {
      bytes += RUN_BYTES + text(run.finalAnswer()) + texts(run.context().metadata());
      for (Score score : run.context().scores()) {
        bytes += score(score.name(), score.label(), score.comment());
      }
      bytes += TEXT_BYTES * (run.metrics().models().size() + run.metrics().tools().size());
    }
    return bytes;
  }

  private static long fields(Fields fields) {
    long bytes = 0;
    for (Field field : FIELDS) {
      if (fields.has(field)) {
        bytes +=
            switch (field.type()) {
              case TEXT -> text(fields.text(field));
              case COUNT -> Long.BYTES * 2;
              case TEXT_LIST -> texts(fields.list(field));
            };
      }
    }
    return bytes;
  }

  private static long output(Output output) {
    return text(output.text()) + texts(output.toolDecisions()) + texts(output.toolCallIds());
  }

  private static long scores(List<SentScore> scores) {
    long bytes = 0;
    for (SentScore score : scores) {
      bytes += score(score.name(), score.label(), score.comment());
    }
    return bytes;
  }

  private static long score(
      @Nullable String name, @Nullable String label, @Nullable String comment) {
    return SCORE_BYTES + text(name) + text(label) + text(comment);
  }

  private static long texts(List<String> texts) {
    long bytes = 0;
    for (String text : texts) {
      bytes += text(text);
    }
    return bytes;
  }

  private static long texts(Map<String, String> texts) {
    long bytes = 0;
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      bytes += text(entry.getKey()) + text(entry.getValue());
    }
    return bytes;
  }

  private static long text(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    return text.length() <= SHARED_CHARS ? SHARED_BYTES : TEXT_BYTES + text.length();
  }
}
