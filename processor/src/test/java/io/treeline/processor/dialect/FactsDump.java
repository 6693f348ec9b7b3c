package io.treeline.processor.dialect;

import io.treeline.model.SpanId;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.testkit.Chunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Prints what the tables make of recorded requests: `FactsDump FOLDER...`, each with files
/// `NNN-traces.pb`, `NNN-logs.pb`, perhaps gzipped. For people who write a dialect table.
final class FactsDump {
  private final Dialects dialects = Dialects.bundled();
  private final PrintStream out;

  private FactsDump(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] folders) throws IOException {
    FactsDump dump = new FactsDump(System.out);
    for (String folder : folders) {
      dump.folder(Path.of(folder));
    }
  }

  private void folder(Path folder) throws IOException {
    out.println("#### " + folder.getFileName());
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        file(file);
      }
    }
  }

  private void file(Path file) throws IOException {
    String name = file.getFileName().toString();
    byte[] body = Files.readAllBytes(file);
    if (name.endsWith(".gz")) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    if (name.contains("-traces.pb")) {
      for (Chunk chunk : Chunks.ofTraces(body)) {
        dialects.decodeSpans(chunk).forEach(this::span);
      }
    } else if (name.contains("-logs.pb")) {
      for (Chunk chunk : Chunks.ofLogs(body)) {
        dialects.decodeLogs(chunk).forEach(this::log);
      }
    }
  }

  private void span(SpanFacts span) {
    out.printf(
        "%-9s %s parent=%s '%s' %s%s%s finish=%s %s%n",
        span.kind().word(),
        id(span.spanId()),
        id(span.entry().parentSpanId()),
        span.name(),
        span.status(),
        span.pending() ? " PENDING" : "",
        span.ignored() ? " IGNORED" : "",
        span.finish(),
        span.dialects());
    if (span.usage().isPresent()) {
      out.println("            " + span.usage());
    }
    output(span.output());
    fields(span.fields());
    if (!span.metadata().isEmpty()) {
      out.println("            metadata " + span.metadata());
    }
  }

  private void log(LogFacts log) {
    out.printf("log       %s %s finish=%s%n", id(log.entry().spanId()), log.eventName(), log.finish());
    output(log.output());
    fields(log.fields());
  }

  private void output(Output output) {
    if (!output.isEmpty()) {
      out.println("            -> " + cut(String.valueOf(output)));
    }
  }

  private void fields(Fields fields) {
    StringBuilder line = new StringBuilder("            ");
    for (Field field : Field.values()) {
      if (fields.has(field)) {
        line.append(field.name().toLowerCase(java.util.Locale.ROOT)).append('=');
        line.append(cut(value(fields, field))).append("; ");
      }
    }
    out.println(line);
  }

  private static String value(Fields fields, Field field) {
    return switch (field.type()) {
      case TEXT -> String.valueOf(fields.text(field));
      case COUNT -> Long.toString(fields.count(field));
      case TEXT_LIST -> List.copyOf(fields.list(field)).toString();
    };
  }

  private static String cut(String text) {
    return text.length() > 90 ? text.substring(0, 90) + "…" : text;
  }

  private static String id(long spanId) {
    return SpanId.toHex(spanId).substring(10);
  }
}
