package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.FieldsText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `treeline stats`.
@Command(name = "stats", description = "Shows the store's sizes and what the server counted.")
public final class StatsCommand extends PrintingCommand {

  public StatsCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue status = client.get("/status", Map.of());
    switch (output()) {
      case TEXT -> printer.text(FieldsText.status(status, printer.screen()));
      case JSON -> printer.json(status);
      case JSONL -> printer.jsonLines(List.of(status));
    }
    return ExitStatus.OK;
  }
}
