package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline reindex`.
@Command(
    name = "reindex",
    description = {
      "Makes all views anew from the log: in the background and trace by trace, while the server"
          + " runs and answers.",
      "Deletions stay deleted. A restart goes on with it; treeline doctor says how far it is."
    })
public final class ReindexCommand extends OperatingCommand {
  @Option(
      names = "--from-scratch",
      description = {
        "Throw the index and all views away unread and make them anew, where they are damaged.",
        "The server must be stopped; it makes the views when it next runs."
      })
  private boolean fromScratch;

  public ReindexCommand(CliContext context) {
    super(context);
  }

  @Override
  int run(Printer printer) throws IOException {
    if (!fromScratch) {
      return super.run(printer);
    }
    try (OpenStore store = ownStores().open(data())) {
      long records = store.reindexFromScratch();
      printer.text(
          List.of(records + " records indexed; the views follow when the server next runs"));
    }
    return ExitStatus.OK;
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue answer = client.send("PUT", "/reindex", Map.of());
    print(printer, answer, List.of("all views are made anew, whenever the server runs"));
    return ExitStatus.OK;
  }
}
