package io.treeline.query.cli;

import io.treeline.query.api.ApiException;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonValue;
import io.treeline.query.text.FieldsText;
import io.treeline.query.text.ListText;
import io.treeline.query.text.RunText;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `treeline show RUN`.
@Command(name = "show", description = "Shows a run as a tree, or one of its steps.")
public final class ShowCommand extends PrintingCommand {
  static final ApiClient.Paged STEPS = new ApiClient.Paged("steps", "steps_page", 10_000);

  /// Steps shown as text when nobody says how many; as JSON a page of the API.
  static final int TEXT_STEPS = 200;

  private static final int JSON_STEPS = 1_000;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Run id, trace id, or the id of any span in the run.")
  private String run = "";

  @Option(names = "--step", paramLabel = "SPAN", description = "Show all fields of this step.")
  private @Nullable String step;

  @Option(names = "--under", paramLabel = "SPAN", description = "Only this step and what it did.")
  private @Nullable String under;

  @Option(names = "--depth", paramLabel = "N", description = "Levels of steps to show.")
  private @Nullable Integer depth;

  @Option(names = "--kinds", paramLabel = "KIND,…", description = "Only steps of these kinds.")
  private @Nullable String kinds;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Most steps to show (default: 200; as JSON 1000).")
  private @Nullable Integer limit;

  public ShowCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    if (step != null) {
      return readStep(client, printer, step);
    }
    int most = limit != null ? limit : output() == OutputFormat.TEXT ? TEXT_STEPS : JSON_STEPS;
    JsonValue document = client.get(path(), parameters(), STEPS, most);
    boolean several = document.get("run_id").isNull();
    switch (output()) {
      case TEXT ->
          printer.text(
              several
                  ? ListText.runs(document, printer.screen())
                  : RunText.lines(document, printer.screen()));
      case JSON -> printer.json(document);
      case JSONL -> printer.jsonLines(several ? document.get("runs").items() : List.of(document));
    }
    printer.flush();
    if (several) {
      printer.message(document.get("detail").text("several runs"));
    }
    return ExitStatus.OK;
  }

  /// A step is the first of its own subtree.
  private int readStep(ApiClient client, Printer printer, String spanId) throws IOException {
    JsonValue document = client.get(path(), Map.of("under", spanId, "limit", "1"));
    List<JsonValue> steps = document.get("steps").items();
    if (steps.isEmpty()) {
      throw ApiException.notFound("the trace has several runs; name the one with " + spanId);
    }
    switch (output()) {
      case TEXT -> printer.text(FieldsText.step(steps.getFirst(), printer.screen()));
      case JSON -> printer.json(steps.getFirst());
      case JSONL -> printer.jsonLines(steps);
    }
    return ExitStatus.OK;
  }

  private String path() {
    return "/runs/" + ApiRequest.segment(run);
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    if (under != null) {
      parameters.put("under", under);
    }
    if (depth != null) {
      parameters.put("depth", depth.toString());
    }
    if (kinds != null) {
      parameters.put("kinds", kinds);
    }
    return parameters;
  }
}
