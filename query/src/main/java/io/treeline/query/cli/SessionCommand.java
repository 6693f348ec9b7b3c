package io.treeline.query.cli;

import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonValue;
import io.treeline.query.text.SessionText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `treeline session ID`.
@Command(name = "session", description = "Shows a session: its totals, its runs and their steps.")
public final class SessionCommand extends PrintingCommand {
  private static final ApiClient.Paged RUNS = new ApiClient.Paged("runs", "runs_page", 1_000);
  private static final int TEXT_RUNS = 20;
  private static final int JSON_RUNS = 1_000;

  @Parameters(index = "0", paramLabel = "ID", description = "Session id.")
  private String session = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Most runs to show (default: 20; as JSON 1000).")
  private @Nullable Integer limit;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Most steps to show of each run (default: ${DEFAULT-VALUE}).")
  private int steps = ShowCommand.TEXT_STEPS;

  public SessionCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    int most = limit != null ? limit : output() == OutputFormat.TEXT ? TEXT_RUNS : JSON_RUNS;
    String path = "/sessions/" + ApiRequest.segment(session);
    JsonValue document = client.get(path, Map.of(), RUNS, most);
    switch (output()) {
      case TEXT ->
          printer.text(SessionText.lines(document, runs(client, document), printer.screen()));
      case JSON -> printer.json(document);
      case JSONL -> printer.jsonLines(List.of(document));
    }
    return ExitStatus.OK;
  }

  private List<JsonValue> runs(ApiClient client, JsonValue document) throws IOException {
    List<JsonValue> runs = new ArrayList<>();
    for (JsonValue row : document.get("runs").items()) {
      String path = "/runs/" + row.get("run_id").text("");
      runs.add(client.get(path, Map.of(), ShowCommand.STEPS, steps));
    }
    return runs;
  }
}
