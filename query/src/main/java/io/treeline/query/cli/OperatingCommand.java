package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.util.List;

/// A command that changes a store: through the server that owns it, else by opening it alone.
abstract class OperatingCommand extends PrintingCommand {
  OperatingCommand(CliContext context) {
    super(context);
  }

  @Override
  final StoreOpener opener(CliContext of) {
    return of.ownStores();
  }

  /// Shows an answer as JSON, or in the words given.
  final void print(Printer printer, JsonValue answer, List<String> words) throws IOException {
    switch (output()) {
      case TEXT -> printer.text(words);
      case JSON -> printer.json(answer);
      case JSONL -> printer.jsonLines(List.of(answer));
    }
  }
}
