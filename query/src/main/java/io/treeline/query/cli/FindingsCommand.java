package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.ListText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline findings`.
@Command(name = "findings", description = "Lists what is remarkable about runs, newest run first.")
public final class FindingsCommand extends PrintingCommand {
  @Option(names = "--rule", paramLabel = "RULE", description = "Only findings of this rule.")
  private @Nullable String rule;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "At least info, warn or error (default: ${DEFAULT-VALUE}).")
  private String severity = "warn";

  @Option(names = "--session", paramLabel = "ID", description = "Of runs of this session.")
  private @Nullable String session;

  @Option(names = "--agent", paramLabel = "NAME", description = "Of runs with this agent.")
  private @Nullable String agent;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Of runs started at or after: RFC 3339, or an age such as 15m, 2h, 7d.")
  private @Nullable String since;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Most runs to look at (default: ${DEFAULT-VALUE}).")
  private int limit = 1_000;

  public FindingsCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue page = client.get("/findings", parameters());
    printList(page, "findings", ListText::findings, printer);
    if (page.get("truncated").isTrue()) {
      printer.message("only the newest " + limit + " runs were looked at, --limit for more");
    }
    return ExitStatus.OK;
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    put(parameters, "finding", rule);
    put(parameters, "severity", severity);
    put(parameters, "session", session);
    put(parameters, "agent", agent);
    put(parameters, "since", since);
    put(parameters, "limit", Integer.toString(limit));
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }
}
