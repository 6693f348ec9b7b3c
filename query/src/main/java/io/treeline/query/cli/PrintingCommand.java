package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.Screen;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/// A reading command whose answer is shown as text or as JSON.
abstract class PrintingCommand extends ReadingCommand {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  /// How data is written.
  enum OutputFormat {
    TEXT,
    JSON,
    JSONL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  PrintingCommand(CliContext context) {
    super(context);
  }

  final OutputFormat output() {
    return output;
  }

  /// Prints a list: as text a table, or the remark that nothing is in it.
  ///
  /// @param items the list's name, in the document and for people
  final void printList(JsonValue page, String items, Table table, Printer printer)
      throws IOException {
    List<JsonValue> rows = page.get(items).items();
    switch (output) {
      case TEXT -> {
        if (rows.isEmpty()) {
          printer.message("no " + items);
        } else {
          printer.text(table.lines(page, printer.screen()));
        }
      }
      case JSON -> printer.json(page);
      case JSONL -> printer.jsonLines(rows);
    }
    printer.flush();
  }

  /// A list as lines of text.
  @FunctionalInterface
  interface Table {
    List<String> lines(JsonValue page, Screen screen);
  }

  /// Says how many items a list leaves out, and that the views lag.
  static void printLeftOut(JsonValue page, Printer printer) {
    long total = page.get("total").count(0);
    long returned = page.get("returned").count(0);
    if (total > returned) {
      String least = page.get("total_is_lower_bound").isTrue() ? "at least " : "";
      printer.message(returned + " of " + least + total + " shown, --limit for more");
    }
    long behind = page.get("behind").count(0);
    if (behind > 0) {
      printer.message("newest data not shown yet: " + behind + " chunks behind");
    }
  }
}
