package io.treeline.query.cli;

import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonValue;
import io.treeline.query.text.SpanText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `treeline explain SPAN`.
@Command(
    name = "explain",
    description = "Shows one span in full: what it says, what it counts as, and why.")
public final class ExplainCommand extends PrintingCommand {
  @Parameters(index = "0", paramLabel = "SPAN", description = "Span id.")
  private String span = "";

  @Option(names = "--trace", paramLabel = "TRACE", description = "The trace that the span is in.")
  private @Nullable String trace;

  public ExplainCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    String path = "/spans/" + ApiRequest.segment(span);
    if (trace != null) {
      path = "/traces/" + ApiRequest.segment(trace) + path;
    }
    JsonValue document = client.get(path, Map.of());
    switch (output()) {
      case TEXT -> printer.text(SpanText.lines(document, printer.screen()));
      case JSON -> printer.json(document);
      case JSONL -> printer.jsonLines(List.of(document));
    }
    return ExitStatus.OK;
  }
}
