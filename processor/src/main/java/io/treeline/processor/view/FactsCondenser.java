package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.processor.facts.Excerpt;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.findings.CanonicalJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Leaves of the facts of a trace what assembling it needs: of long texts an excerpt, of equal
/// metadata one copy. What is left out is read again by whoever shows it.
///
/// An ordinary trace keeps as much of an answer as a list shows, so that nothing has to be read
/// again for it; a large one does not. Of one trace and its thread.
final class FactsCondenser {
  /// Of a name or an error's message, which rules and people read the beginning of.
  private static final int MAX_WORDS = 1_000;

  /// What is kept of an answer in a large trace.
  private static final int LARGE_ANSWER = 80;

  /// Most names of tools that one call asked for.
  private static final int MAX_DECISIONS = 128;

  /// Most different metadata of one trace; what is beyond is left out.
  private static final int MAX_METADATA = 256;

  /// What a text without anything to see is kept as.
  private static final String BLANK = " ";

  private static final Field[] COMPARED = {Field.TOOL_ARGUMENTS, Field.TOOL_RESULT};

  private final Map<Map<String, String>, Map<String, String>> metadata = new HashMap<>();
  private int answerChars = Run.MAX_LISTED_ANSWER;

  /// Keeps less from now on; [#again] makes it so for what was condensed before.
  void keepLess() {
    answerChars = LARGE_ANSWER;
  }

  boolean keepsLess() {
    return answerChars == LARGE_ANSWER;
  }

  /// Facts as they were decoded.
  SpanFacts condense(SpanFacts span) {
    return with(span, fields(span.fields()), output(span.output()));
  }

  LogFacts condense(LogFacts log) {
    return with(log, fields(log.fields()), output(log.output()));
  }

  /// Facts that were condensed before.
  SpanFacts again(SpanFacts span) {
    return with(span, span.fields(), outputAgain(span.output()));
  }

  LogFacts again(LogFacts log) {
    return with(log, log.fields(), outputAgain(log.output()));
  }

  private SpanFacts with(SpanFacts span, Fields fields, Output output) {
    String name = words(span.name());
    Map<String, String> shared = shared(span.metadata());
    boolean isSame =
        fields == span.fields()
            && output.equals(span.output())
            && name.equals(span.name())
            && shared.equals(span.metadata());
    return isSame
        ? span
        : new SpanFacts(
            span.entry(),
            name,
            span.scopeName(),
            span.otelKind(),
            span.status(),
            span.kind(),
            span.kindRule(),
            span.pending(),
            span.ignored(),
            span.dialects(),
            fields,
            span.usage(),
            span.finish(),
            output,
            shared,
            span.links(),
            span.scores());
  }

  private static LogFacts with(LogFacts log, Fields fields, Output output) {
    return fields == log.fields() && output.equals(log.output())
        ? log
        : new LogFacts(
            log.entry(), log.eventName(), fields, log.usage(), output, log.finish(), log.scores());
  }

  /// Arguments and results are only compared; of an error's message the beginning is read.
  private static Fields fields(Fields fields) {
    Fields kept = fields;
    for (Field field : COMPARED) {
      String text = fields.text(field);
      kept = text == null ? kept : kept.withText(field, CanonicalJson.digest(text));
    }
    String message = fields.text(Field.ERROR_MESSAGE);
    return message == null || message.length() <= MAX_WORDS
        ? kept
        : kept.withText(Field.ERROR_MESSAGE, words(message));
  }

  private Output output(Output output) {
    String text = output.text();
    boolean isBlank = text != null && text.isBlank();
    return with(output, text == null ? null : isBlank ? BLANK : Excerpt.of(text, answerChars));
  }

  private Output outputAgain(Output output) {
    String text = output.text();
    return with(output, text == null ? null : Excerpt.shorter(text, answerChars));
  }

  private static Output with(Output output, @Nullable String text) {
    boolean asksForMany = output.toolDecisions().size() > MAX_DECISIONS;
    if (!asksForMany && Objects.equals(text, output.text())) {
      return output;
    }
    return asksForMany
        ? new Output(text, first(output.toolDecisions()), first(output.toolCallIds()), output.cut())
        : new Output(text, output.toolDecisions(), output.toolCallIds(), output.cut());
  }

  private static List<String> first(List<String> texts) {
    return texts.subList(0, Math.min(MAX_DECISIONS, texts.size()));
  }

  private static String words(String text) {
    return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS);
  }

  private Map<String, String> shared(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return entries;
    }
    Map<String, String> known = metadata.get(entries);
    if (known == null && metadata.size() >= MAX_METADATA) {
      return Map.of();
    }
    if (known == null) {
      metadata.put(entries, entries);
    }
    return known == null ? entries : known;
  }
}
