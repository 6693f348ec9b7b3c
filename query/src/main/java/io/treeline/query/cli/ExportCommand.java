package io.treeline.query.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline export`.
@Command(name = "export", description = "Writes everything stored, each distinct span once.")
public final class ExportCommand extends ReadingCommand {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "otlp-json: one OTLP/JSON object a line (default);",
        "ids: `trace_id span_id` lines."
      })
  private String format = "otlp-json";

  public ExportCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    client.stream("/export", Map.of("format", format), printer.raw());
    return ExitStatus.OK;
  }
}
