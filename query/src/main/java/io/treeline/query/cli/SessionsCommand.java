package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.ListText;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline sessions`.
@Command(name = "sessions", description = "Lists sessions, last activity first.")
public final class SessionsCommand extends PrintingCommand {
  private static final ApiClient.Paged SESSIONS = new ApiClient.Paged("sessions", "", 1_000);

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Most sessions to show (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  public SessionsCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue page = client.get("/sessions", Map.of(), SESSIONS, limit);
    printList(page, "sessions", ListText::sessions, printer);
    printLeftOut(page, printer);
    return ExitStatus.OK;
  }
}
