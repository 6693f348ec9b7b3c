package io.treeline.query.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.json.JsonValue;
import io.treeline.query.text.Screen;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Writes a command's data to standard output and its messages to standard error.
final class Printer {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final CliContext context;
  private final OutputStream out;

  Printer(CliContext context) {
    this.context = context;
    this.out = new BufferedOutputStream(context.out(), BUFFER_BYTES);
  }

  Screen screen() {
    return context.screen();
  }

  /// Standard output for what is written as it comes.
  OutputStream raw() {
    return out;
  }

  /// Lines for people, in the terminal's charset.
  void text(List<String> lines) throws IOException {
    for (String line : lines) {
      out.write((line + "\n").getBytes(context.charset()));
    }
  }

  /// One document, indented, in UTF-8.
  void json(JsonValue document) throws IOException {
    try (JsonGenerator generator = JsonStreams.openIndented(out)) {
      document.write(generator);
      generator.writeRaw('\n');
    }
  }

  /// One value a line, in UTF-8.
  void jsonLines(List<JsonValue> values) throws IOException {
    try (JsonGenerator generator = JsonStreams.open(out)) {
      for (JsonValue value : values) {
        value.write(generator);
        generator.writeRaw('\n');
      }
    }
  }

  void flush() throws IOException {
    out.flush();
  }

  /// Something about the data, or why there is none.
  void message(String text) {
    context.messages().println("treeline: " + text);
    context.messages().flush();
  }
}
