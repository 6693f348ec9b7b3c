package io.treeline.processor.dialect;

import io.treeline.model.SpanId;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Facts as text, one block a span or log record, complete but for times and long values.
final class FactsText {
  private static final int MAX_VALUE = 200;

  private final StringBuilder out = new StringBuilder();

  private FactsText() {}

  static String of(SpanFacts span) {
    FactsText text = new FactsText();
    text.span(span);
    return text.out.toString();
  }

  static String of(LogFacts log) {
    FactsText text = new FactsText();
    text.log(log);
    return text.out.toString();
  }

  private void span(SpanFacts span) {
    line(
        span.kind().word(),
        SpanId.toHex(span.spanId()),
        "'" + span.name() + "' of",
        span.scopeName(),
        span.status().word(),
        span.pending() ? "pending" : "",
        span.ignored() ? "ignored" : "");
    line("  dialects", span.dialects());
    line("  usage", span.usage());
    rest(span.finish(), span.output(), span.fields());
    if (!span.metadata().isEmpty()) {
      line("  metadata", new TreeMap<>(span.metadata()));
    }
    if (!span.links().isEmpty()) {
      line("  links", span.links());
    }
  }

  private void log(LogFacts log) {
    line("log of", SpanId.toHex(log.entry().spanId()), "event", log.eventName());
    rest(log.finish(), log.output(), log.fields());
  }

  private void rest(@Nullable String finish, Output output, Fields fields) {
    line("  finish", finish);
    if (!output.isEmpty()) {
      line("  output", output);
    }
    for (Field field : Field.values()) {
      if (fields.has(field)) {
        String word = field.name().toLowerCase(Locale.ROOT);
        line("  " + word, cut(value(fields, field)), "<-", fields.source(field));
      }
    }
  }

  private static String value(Fields fields, Field field) {
    return switch (field.type()) {
      case TEXT -> String.valueOf(fields.text(field));
      case COUNT -> Long.toString(fields.count(field));
      case TEXT_LIST -> fields.list(field).toString();
    };
  }

  private static String cut(String value) {
    return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) + "…" : value;
  }

  private void line(@Nullable Object... words) {
    String line = Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" "));
    out.append(line.stripTrailing()).append('\n');
  }
}
