package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.ListText;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/// `treeline dialects`.
@Command(
    name = "dialects",
    description = "Lists the dialects that spans are read by, your own tables included.")
public final class DialectsCommand extends PrintingCommand {
  public DialectsCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue document = client.get("/dialects", Map.of());
    printList(document, "dialects", ListText::dialects, printer);
    return ExitStatus.OK;
  }
}
